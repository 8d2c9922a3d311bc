import { getUserAgent } from 'package-manager-detector/detect'

export const managers = ['npm', 'pnpm', 'yarn'] as const

export type Manager = (typeof managers)[number]

/** The package manager that runs us, npm where it is none of the three. */
export function runningManager(): Manager {
  const agent = getUserAgent()
  return managers.find((manager) => manager === agent) ?? 'npm'
}

/** How each package manager does what the files of a template ask for. */
export const managerCommands: Readonly<Record<Manager, ManagerCommands>> = {
  npm: {
    install: 'npm install',
    run: 'npm run',
    exec: 'npx',
    add: 'npm install',
    ciSetup: '',
    ciInstall: 'npm ci',
    lockFile: 'package-lock.json',
    imageInstall:
      'if [ -f package-lock.json ]; then npm ci --omit=dev --ignore-scripts; else npm install --omit=dev --ignore-scripts; fi',
  },
  pnpm: {
    install: 'pnpm install',
    run: 'pnpm run',
    exec: 'pnpm exec',
    add: 'pnpm add',
    ciSetup: 'npm install --global pnpm',
    ciInstall: 'pnpm install --frozen-lockfile',
    lockFile: 'pnpm-lock.yaml',
    imageInstall: 'npm install --global pnpm && pnpm install --prod --ignore-scripts',
  },
  yarn: {
    install: 'yarn install',
    run: 'yarn run',
    exec: 'yarn exec',
    add: 'yarn add',
    ciSetup: 'corepack enable',
    ciInstall: 'yarn install --frozen-lockfile',
    lockFile: 'yarn.lock',
    imageInstall: 'corepack enable && yarn install --production --ignore-scripts',
  },
}

export interface ManagerCommands {
  readonly install: string
  /** Before the name of a script */
  readonly run: string
  /** Before the name of a program that a package brings */
  readonly exec: string
  /** Before the name of a package */
  readonly add: string
  /** What CI has to do first; '' where that is nothing */
  readonly ciSetup: string
  readonly ciInstall: string
  readonly lockFile: string
  /** Installs in an image what the host needs to run */
  readonly imageInstall: string
}
