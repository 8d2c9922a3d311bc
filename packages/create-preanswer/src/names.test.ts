import { describe, expect, it } from 'vitest'
import { exportNameOf, nameProblem, packageNameFor, shortNameOf } from './names.ts'

describe('packageNameFor', () => {
  it.each([
    { template: 'plugin', folder: 'my-plugin', name: 'preanswer-plugin-my-plugin' },
    { template: 'plugin', folder: 'preanswer-plugin-crm', name: 'preanswer-plugin-crm' },
    { template: 'plugin', folder: 'Öffnungs Zeiten_2', name: 'preanswer-plugin-offnungs-zeiten-2' },
    { template: 'plugin', folder: '電話', name: 'preanswer-plugin-greeting' },
    { template: 'host', folder: 'My Host', name: 'my-host' },
    { template: 'host', folder: '...', name: 'preanswer-host' },
  ] as const)('makes $name of the folder $folder for a $template', ({ template, folder, name }) => {
    expect(packageNameFor(template, folder)).toBe(name)
    expect(nameProblem(template, name)).toBeUndefined()
  })
})

describe('nameProblem', () => {
  it.each([
    { template: 'plugin', name: '@acme/preanswer-plugin-crm' },
    { template: 'host', name: '@acme/phones' },
    { template: 'host', name: 'phones.2' },
  ] as const)('has nothing against $name for a $template', ({ template, name }) => {
    expect(nameProblem(template, name)).toBeUndefined()
  })

  it.each([
    { template: 'plugin', name: 'crm' },
    { template: 'plugin', name: 'preanswer-plugin-' },
    { template: 'plugin', name: 'preanswer-plugin-CRM' },
    { template: 'plugin', name: 'preanswer-plugin-crm-' },
    { template: 'plugin', name: '@acme/crm' },
    { template: 'plugin', name: `preanswer-plugin-${'a'.repeat(60)}` },
    { template: 'host', name: '' },
    { template: 'host', name: 'my host' },
    { template: 'host', name: '../phones' },
    { template: 'host', name: '.phones' },
  ] as const)('has something against "$name" for a $template', ({ template, name }) => {
    expect(nameProblem(template, name)).toBeDefined()
  })
})

describe('exportNameOf', () => {
  it.each([
    { name: 'preanswer-plugin-night-line', exported: 'nightLine' },
    { name: '@acme/preanswer-plugin-crm', exported: 'crm' },
    { name: 'preanswer-plugin-3cx-lookup', exported: 'plugin3cxLookup' },
    { name: 'preanswer-plugin-delete', exported: 'pluginDelete' },
  ])('is $exported for $name', ({ name, exported }) => {
    expect(exportNameOf(shortNameOf(name))).toBe(exported)
  })
})
