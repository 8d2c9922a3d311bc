/** What a plugin's package must keep to, and what mends a breach. The README has a row for each, and a test compares them. */
export const rules = {
  'package-name': {
    rule: 'is called `preanswer-plugin-<name>` or `@scope/preanswer-plugin-<name>`',
    fix: 'rename the package: `use: <name>` in a config finds it by its name',
  },
  keyword: {
    rule: 'has the keyword `preanswer-plugin`',
    fix: 'add "preanswer-plugin" to `keywords` in package.json: a search on npm finds it by that',
  },
  license: {
    rule: 'has a `license` in package.json, and its text in a file',
    fix: 'set `license` to an SPDX name such as MIT, and put a file LICENSE beside package.json',
  },
  engines: {
    rule: 'says for which Node it is made, and promises none that the core does not run on',
    fix: "set `engines.node` in package.json to the core's, or to a part of it",
  },
  'install-script': {
    rule: 'runs nothing when it is installed',
    fix: 'remove the script; do the work in the build, or in `setup` of the plugin',
  },
  'core-peer': {
    rule: 'has `@preanswer/core` as a peer, in a range that holds the installed core',
    fix: 'put @preanswer/core into `peerDependencies` with a range such as >=0.1.0 <1, and out of `dependencies`',
  },
  'core-bundled': {
    rule: 'holds no core of its own',
    fix: 'tell the bundler that @preanswer/core is external, and remove it from `bundleDependencies`',
  },
  'zod-peer': {
    rule: 'has zod as a peer, where it uses zod',
    fix: 'move zod from `dependencies` to `peerDependencies`: its schemas meet those of the core',
  },
  exports: {
    rule: 'exports files that are there, in the format that they claim (publint)',
    fix: 'build before you pack, and compare `exports` and `files` in package.json with what is in the archive',
  },
  types: {
    rule: 'has types that fit its code (Are The Types Wrong?)',
    fix: 'let `types` stand first in `exports`, beside the `default` that it describes, and set `declaration` in tsconfig.json',
  },
  readme: {
    rule: 'has a README',
    fix: 'write README.md beside package.json',
  },
  'readme-example': {
    rule: 'has a README with a config in YAML that uses the plugin, with options that it takes',
    fix: 'show a whole config in a ```yaml block, from `plugins:` on',
  },
  'readme-options': {
    rule: 'has a README with a table of its options under the heading Options',
    fix: 'give every option a row that begins with its name in backticks: type, unit, default, meaning',
  },
  'readme-returns': {
    rule: 'has a README that says what it returns when, and what a failure means for the call',
    fix: 'write a part with the heading "What it returns", or one about failure',
  },
  loads: {
    rule: 'can be imported where only what it declares is installed',
    fix: 'declare what it imports in `dependencies` or `peerDependencies`, and do nothing outside of `setup`',
  },
  'one-plugin': {
    rule: 'exports exactly one plugin',
    fix: 'export one thing made by `definePlugin`, and give another plugin a package of its own',
  },
  'api-version': {
    rule: 'is made for the plugin API version of the core',
    fix: 'build it with the @preanswer/core that it shall run with, and let `definePlugin` come from there',
  },
  'options-schema': {
    rule: 'has an options schema that can be shown as JSON Schema',
    fix: 'use a schema with Standard JSON Schema, such as one of zod 4.2 or newer',
  },
  answers: {
    rule: 'is set up in an empty folder and takes part in a call',
    fix: 'make it work with the example of its README, or name a file with other options by --with',
  },
} as const satisfies Record<string, { readonly rule: string; readonly fix: string }>

/** Tells the rules apart. */
export type RuleCode = keyof typeof rules

/** A breach of a rule. */
export interface Problem {
  readonly code: RuleCode
  /** What was found */
  readonly message: string
  /** What to do about it */
  readonly fix: string
}

/** A breach of a rule, with the rule's own advice. */
export function breach(code: RuleCode, message: string, fix: string = rules[code].fix): Problem {
  return { code, message, fix }
}
