/**
 * Starts the packed main module in plain Node, with as much of Electron's API as a start needs until it asks for its
 * lock, and returns its steps. They show how a release treats the sandbox and how it becomes the witness; reading the
 * bundle would not show that.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { PackedApp } from './packed.ts'

export interface MainStart {
  readonly code: number | null
  /** `sandbox`, `lock`, error boxes and the steps of a witness, in order. */
  readonly steps: readonly string[]
}

/** Replaces Electron: every member can be read and called, and only the members that the checks need do something. */
const standIn = `
import { registerHooks } from 'node:module'
import { writeSync } from 'node:fs'
const names = JSON.parse(process.env.NAMES)
delete process.env.NAMES
const step = (text) => writeSync(1, text.replaceAll('\\n', ' ') + '\\n')
const isWitness = process.argv.includes('--witness')
if (isWitness) Object.defineProperty(process, 'platform', { value: 'darwin' })
const anything = new Proxy(function () {}, { get: (_target, key) => (key === 'then' ? undefined : anything), apply: () => anything, construct: () => anything })
const part = (members) => new Proxy(members, { get: (target, key) => target[key] ?? anything })
globalThis.standInForElectron = {
  ...Object.fromEntries(names.map((name) => [name, anything])),
  app: part({
    isPackaged: true,
    commandLine: part({ hasSwitch: (name) => process.argv.includes('--' + name) }),
    enableSandbox: () => step('sandbox'),
    requestSingleInstanceLock: () => { step('lock'); process.exit(0) },
    getPreferredSystemLanguages: () => ['en'],
    isReady: () => false,
    ...(isWitness && {
      setPath: (name, path) => step(name + ' ' + path),
      setActivationPolicy: (policy) => step('activation ' + policy),
      on: (name, listener) => name === 'before-quit' && listener({ preventDefault: () => step('stays at before-quit') }),
      whenReady: () => process.exit(0),
    }),
  }),
  dialog: part({ showErrorBox: (title, text) => step(title + ': ' + text) }),
}
const source = 'const electron = globalThis.standInForElectron\\nexport default electron\\nexport const { ' + Object.keys(globalThis.standInForElectron).join(', ') + ' } = electron'
registerHooks({
  resolve: (name, context, next) => (name === 'electron' ? { url: 'stand-in:electron', format: 'module', shortCircuit: true } : next(name, context)),
  load: (url, context, next) => (url === 'stand-in:electron' ? { format: 'module', source, shortCircuit: true } : next(url, context)),
})
process.getuid = () => 0
`

/** Milliseconds for a start that does not end on its own. */
const patience = 20_000

/** Starts it with these arguments as root, in `scratch`, a folder that it can write to. */
export function startMain({ files, read }: PackedApp, scratch: string, args: readonly string[]): MainStart {
  const names = new Set<string>()
  for (const { path } of files) {
    if (!/^dist\/main\/[^/]+\.js$/.test(path)) continue
    const text = read(path)
    const target = join(scratch, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
    for (const [, list = ''] of text.toString('utf8').matchAll(/import\s*\{([^}]*)\}\s*from\s*["']electron["']/g)) {
      for (const each of list.split(',')) names.add(each.trim().split(/\s/)[0] ?? '')
    }
  }
  names.delete('')
  writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(scratch, 'standIn.mjs'), standIn)
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--no-warnings', '--import', join(scratch, 'standIn.mjs'), join(scratch, 'dist', 'main', 'main.js'), ...args],
    {
      cwd: scratch,
      encoding: 'utf8',
      timeout: patience,
      env: { PATH: process.env['PATH'], STRONGROOM_HOME: join(scratch, 'home'), NAMES: JSON.stringify([...names]) },
    },
  )
  return { code: status, steps: stdout.split('\n').filter((line) => line !== '') }
}
