/**
 * A clone in which everything is installed and built, with small programs instead of Electron and the browser shell.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { endWithTests } from '../servers/lifetime.ts'
import { project, scratchFolder } from './scratchProject.ts'

export const { version: electronVersion } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(project, 'node_modules', 'electron', 'package.json'), 'utf8')))

/** The archive of this platform, with the name from Electron's releases. */
export const archiveName = `electron-v${electronVersion}-${process.platform}-${process.arch}.zip`

/** The output of the program that replaces the browser shell. */
export const browserShell = 'the browser shell runs'

export interface Clone {
  readonly folder: string
  /** Replaces Electron's program with a shell script. */
  readonly addElectron: (script: string) => void
  /** Puts a shell script first on PATH. */
  readonly addProgram: (name: string, script: string) => void
  /** Runs `npm start` with these arguments until it ends. */
  readonly start: (options?: StartOptions) => Promise<Ended>
  /** Runs a script of the clone until it ends. */
  readonly run: (script: string, options?: StartOptions) => Promise<Ended>
}

export interface StartOptions {
  readonly words?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The user ID that the script sees; 1000 when absent. null: the user that runs the tests. */
  readonly uid?: number | null
  /** A prefix of the command, such as `unshare …`. */
  readonly behind?: readonly string[]
  /** Called with each piece of output. */
  readonly onOutput?: (text: string, kill: () => void) => void
  /** Called with a function that sends Ctrl-C. */
  readonly onStart?: (kill: () => void) => void
}

export interface Ended {
  readonly code: number | null
  readonly text: string
}

/** Creates the clone. `checksum` is the checksum of `archiveName` that its Electron package expects. */
export async function readyClone(checksum = ''): Promise<Clone> {
  const folder = await scratchFolder()
  for (const part of [
    'package.json',
    'package-lock.json',
    'scripts/start.mjs',
    'scripts/projectNode.mjs',
    'scripts/start',
  ])
    cpSync(join(project, part), join(folder, part), { recursive: true })
  const electron = join(folder, 'node_modules', 'electron')
  const programs = join(folder, 'programs')
  for (const part of ['electron', 'renderer', 'policy', 'scripts/vite', 'dist/main', 'programs', 'home']) {
    mkdirSync(join(folder, part), { recursive: true })
  }
  mkdirSync(electron, { recursive: true })
  for (const name of ['package.json', 'install.js']) {
    cpSync(join(project, 'node_modules', 'electron', name), join(electron, name))
  }
  writeFileSync(join(electron, 'checksums.json'), JSON.stringify({ [archiveName]: checksum }))
  for (const name of ['@electron', '@electron-internal']) {
    symlinkSync(join(project, 'node_modules', name), join(folder, 'node_modules', name), 'junction')
  }
  writeFileSync(join(folder, 'dist', 'main', 'serve.js'), `console.log('${browserShell}', ...process.argv.slice(2))\n`)
  writeFileSync(join(folder, 'node_modules', '.package-lock.json'), '{}')
  writeFileSync(join(folder, 'dist', '.built'), '')

  const run: Clone['run'] = (script, { words = [], env = {}, uid = 1000, behind = [], onOutput, onStart } = {}) => {
    const believed = uid === null ? [] : ['--import', `data:text/javascript,process.getuid=()=>${uid}`]
    const [program = '', ...more] = [...behind, process.execPath, ...believed, join(folder, script), ...words]
    const child = endWithTests(
      spawn(program, more, {
        env: {
          PATH: `${programs}:${process.env['PATH']}`,
          HOME: join(folder, 'home'),
          XDG_CACHE_HOME: join(folder, 'home', 'cache'),
          TMPDIR: join(folder, 'home'),
          DISPLAY: ':9',
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    )
    const kill = () => void child.kill('SIGINT')
    onStart?.(kill)
    let text = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
        onOutput?.(text, kill)
      })
    }
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, text })))
  }
  const addProgram: Clone['addProgram'] = (name, script) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  // These tests do not depend on whether this computer restricts user namespaces.
  addProgram('unshare', 'exit 0')
  return {
    folder,
    addElectron: (script) => {
      mkdirSync(join(electron, 'dist'))
      writeFileSync(join(electron, 'path.txt'), 'electron')
      writeFileSync(join(electron, 'dist', 'electron'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    },
    addProgram,
    start: (options) => run('scripts/start.mjs', options),
    run,
  }
}
