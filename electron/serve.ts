/** The loopback entry: builds the core, starts the server, prints its address. */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import packageInfo from '../package.json' with { type: 'json' }
import { goOnWithoutOutput } from './base/system/brokenOutput.ts'
import { resolveLanguage } from './contract/language.ts'
import type { ControlAnswer } from './storage/home/protocol.ts'
import { type Home, type HomeOptions, HomeUnwritable } from './storage/home/homeLock.ts'
import { createCore, type Core } from './features/createCore.ts'
import { foldersFor } from './base/system/folders.ts'
import { answerOf, createLoopbackConsent } from './loopback/consent.ts'
import { openFilesFolder } from './loopback/filesFolder.ts'
import { hasDesktop, openBrowser } from './loopback/openBrowser.ts'
import { startOrJoin } from './loopback/secondStart.ts'
import { startLoopback, type Loopback } from './loopback/server.ts'
import { hardenProcess } from './base/system/processHardening.ts'
import { startProblem } from './base/system/startProblem.ts'
import { lockWithSystem } from './base/system/systemLock.ts'

hardenProcess()

// In a build this file is dist/main/serve.js; `npm run dev` runs the source.
const pageRoot = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../dist/renderer/' : '../renderer/', import.meta.url),
)

const witness = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './witness.ts' : './witness.js', import.meta.url),
)

interface Options {
  readonly port: number
  readonly open: boolean
  readonly plainHost: boolean
  readonly takeOver: boolean
  /** The path as it was typed. */
  readonly files: string | undefined
  /** Typed options for a new server, which a running app cannot follow. */
  readonly ofNewServer: readonly string[]
}

/** Reads the command line. Returns the options, or a message with the problem. */
function readOptions(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '0' },
        'no-open': { type: 'boolean', default: false },
        'plain-host': { type: 'boolean', default: false },
        'take-over': { type: 'boolean', default: false },
        files: { type: 'string' },
      },
    })
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN
    if (!(port <= 65_535)) return '--port takes a number from 0 to 65535.'
    return {
      port,
      open: !values['no-open'],
      plainHost: values['plain-host'],
      takeOver: values['take-over'],
      files: values.files,
      ofNewServer: [
        ...(args.some((arg) => arg === '--port' || arg.startsWith('--port=')) ? [`--port ${port}`] : []),
        ...(values['plain-host'] ? ['--plain-host'] : []),
        ...(values.files === undefined ? [] : ['--files']),
      ],
    }
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem)
  }
}

async function serve({ port, open, plainHost, takeOver, files, ofNewServer }: Options): Promise<void> {
  let core: Core | undefined
  let home: Home | undefined
  const started = Promise.withResolvers<Loopback>()
  started.promise.catch(() => undefined)
  let loopback: Loopback | undefined
  const opened: (() => Promise<void>)[] = []
  let stopping = false

  const stop = async (exitCode: number) => {
    // The second Ctrl-C does not wait.
    if (stopping) process.exit(130)
    stopping = true
    started.reject(new Error('Strongroom is shutting down.'))
    await Promise.allSettled([loopback?.close(), ...opened.map((forget) => forget())])
    await core?.close()
    // The next writer can start once everything is written.
    await home?.release()
    process.exit(exitCode)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))

  const spoken = [process.env['LC_ALL'], process.env['LC_MESSAGES'], process.env['LANG']].filter((each) => each)
  const language = () =>
    resolveLanguage(
      core?.settings().language ?? 'system',
      spoken.flatMap((each) => each ?? []),
    )
  const consent = createLoopbackConsent({
    terminal: process.stdin.isTTY && process.stdout.isTTY ? { input: process.stdin, output: process.stdout } : null,
    language,
    page:
      open && hasDesktop(process.env)
        ? async (text, signal) => {
            const { askOnPage } = await import('./loopback/consentPage.ts')
            return askOnPage(text, { language: language(), open: openBrowser, signal })
          }
        : null,
    approveCommand: 'npm start -- approve',
  })
  const run: HomeOptions['run'] = async (command) => {
    switch (command.command) {
      case 'join': {
        const running = await started.promise
        const address = running.newAddress()
        const opens = command.open && hasDesktop(process.env)
        if (opens) opened.push(await openBrowser(running.openingAddresses()))
        return { ok: true, address, opened: opens }
      }
      case 'open':
        return loopback === undefined ? notYet : { ok: true, address: loopback.newAddress() }
      case 'question': {
        const question = consent.question(command.code)
        return question === null
          ? noQuestion
          : { ok: true, question: { ...question, lines: [...question.lines], fields: [...question.fields] } }
      }
      case 'answer':
        return consent.answer(command.code, answerOf(command)) ? { ok: true } : noQuestion
      case 'end':
        setImmediate(() => void stop(0))
        return { ok: true }
    }
  }

  try {
    const folders = foldersFor(process.env)
    const filesFolder = files === undefined ? undefined : await openFilesFolder(files)
    // Before anything is read or written there.
    const taken = await startOrJoin({
      dataFolder: folders.data,
      version: packageInfo.version,
      run,
      open,
      mayTakeOver: takeOver,
      ofNewServer,
      isEnding: () => stopping,
      onLost: () => {
        process.stderr.write('Another Strongroom has taken over the data folder. This process ends.\n')
        process.exit(1)
      },
    })
    if (typeof taken === 'number') process.exit(taken)
    home = taken
    core = await createCore({
      shell: 'loopback',
      version: packageInfo.version,
      folders,
      environment: process.env,
      ...(filesFolder !== undefined && { filesFolder }),
      witness: { program: process.execPath, words: [witness] },
      askConsent: consent.ask,
    })
    loopback = await startLoopback({
      core,
      pageRoot,
      port,
      plainHost,
      onFallback: (origin) =>
        process.stdout.write(`Your browser does not resolve this name. Strongroom is at ${origin}/ instead.\n`),
    })
    started.resolve(loopback)
  } catch (problem) {
    process.stderr.write(`Strongroom cannot start: ${describe(problem, port)}\n`)
    return stop(1)
  }
  process.stdout.write(`Strongroom is at ${loopback.address}\n`)
  lockWithSystem({ core, environment: process.env, platform: process.platform })
  if (open && hasDesktop(process.env)) opened.push(await openBrowser(loopback.openingAddresses()))
}

const notYet: ControlAnswer = { ok: false, message: 'Strongroom is still starting.' }
const noQuestion: ControlAnswer = { ok: false, message: 'No open request has this code.' }

function describe(problem: unknown, port: number): string {
  if (problem instanceof HomeUnwritable) {
    return `it cannot write to ${problem.path} (${problem.code}). Make this folder writable, or set STRONGROOM_HOME to another one.`
  }
  const why = startProblem(problem)
  if (why.kind === 'file') {
    return why.path.startsWith(pageRoot)
      ? 'the page is not built. Run `npm run build` first.'
      : `${why.path} cannot be used (${why.code}).`
  }
  const code = problem instanceof Error && 'code' in problem ? problem.code : undefined
  if (code === 'EADDRINUSE') return `port ${port} is taken. Choose another one with --port.`
  if (code === 'EACCES') return `port ${port} needs permissions that you don't have. Choose another one with --port.`
  return why.message
}

goOnWithoutOutput()
const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') {
  process.stderr.write(
    `${options}\nUsage: npm start -- --browser [--port N] [--no-open] [--plain-host] [--take-over] [--files FOLDER]\n`,
  )
  process.exitCode = 2
} else {
  await serve(options)
}
