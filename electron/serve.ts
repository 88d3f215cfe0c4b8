/** The loopback entry: builds the core, starts the server, says where it is. */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import packageInfo from '../package.json' with { type: 'json' }
import { resolveLanguage } from './contract/language.ts'
import type { ControlAnswer, ControlCommand } from './control/protocol.ts'
import { type ControlServer, startControl } from './control/server.ts'
import { createCore, type Core } from './core/create.ts'
import { allowedLink } from './externalLinks.ts'
import { foldersFor } from './folders.ts'
import { createLoopbackConsent } from './loopback/consent.ts'
import { openFilesFolder } from './loopback/filesFolder.ts'
import { hasDesktop, openBrowser } from './loopback/openBrowser.ts'
import { startLoopback, type Loopback } from './loopback/server.ts'
import { hardenProcess } from './processHardening.ts'
import { startProblem } from './startProblem.ts'
import { lockWithSystem } from './system/systemLock.ts'

hardenProcess()

// Built, this file is dist/main/serve.js; `npm run dev` runs the source.
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
  /** As it was typed. */
  readonly files: string | undefined
}

/** Reads the command line, or answers what is wrong with it. */
function readOptions(args: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '0' },
        'no-open': { type: 'boolean', default: false },
        'plain-host': { type: 'boolean', default: false },
        files: { type: 'string' },
      },
    })
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN
    if (!(port <= 65_535)) return '--port takes a number from 0 to 65535.'
    return { port, open: !values['no-open'], plainHost: values['plain-host'], files: values.files }
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem)
  }
}

async function serve({ port, open, plainHost, files }: Options): Promise<void> {
  let core: Core | undefined
  let loopback: Loopback | undefined
  let control: ControlServer | undefined
  let forgetBrowser: (() => Promise<void>) | undefined
  let stopping = false

  const stop = async (exitCode: number) => {
    // The second Ctrl-C does not wait.
    if (stopping) process.exit(130)
    stopping = true
    await Promise.allSettled([loopback?.close(), control?.close(), forgetBrowser?.()])
    await core?.close()
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
  const run = async (command: ControlCommand): Promise<ControlAnswer> => {
    switch (command.command) {
      case 'hello':
        return { ok: true, version: packageInfo.version, pid: process.pid }
      case 'open':
        return loopback === undefined ? notYet : { ok: true, address: loopback.newAddress() }
      case 'question': {
        const question = consent.question(command.code)
        return question === null ? noQuestion : { ok: true, question: { ...question, lines: [...question.lines] } }
      }
      case 'answer':
        return consent.answer(command.code, command.allow) ? { ok: true } : noQuestion
      case 'end':
        setImmediate(() => void stop(0))
        return { ok: true }
    }
  }

  try {
    const folders = foldersFor(process.env)
    const filesFolder = files === undefined ? undefined : await openFilesFolder(files)
    core = await createCore({
      shell: 'loopback',
      version: packageInfo.version,
      folders,
      environment: process.env,
      ...(filesFolder !== undefined && { filesFolder }),
      witness: { program: process.execPath, words: [witness] },
      askConsent: consent.ask,
      openExternal: async (url) => {
        const link = allowedLink(url)
        if (hasDesktop(process.env)) await (await import('open')).default(link)
      },
    })
    loopback = await startLoopback({
      core,
      pageRoot,
      port,
      plainHost,
      onFallback: (origin) =>
        process.stdout.write(`Your browser does not resolve this name. Strongroom is at ${origin}/ instead.\n`),
    })
    control = await startControl({ dataFolder: folders.data, run })
  } catch (problem) {
    process.stderr.write(`Strongroom cannot start: ${describe(problem, port)}\n`)
    return stop(1)
  }
  process.stdout.write(`Strongroom is at ${loopback.address}\n`)
  lockWithSystem({ core, environment: process.env, platform: process.platform })
  if (open && hasDesktop(process.env)) forgetBrowser = await openBrowser(loopback.openingAddresses())
}

const notYet: ControlAnswer = { ok: false, message: 'Strongroom is still starting.' }
const noQuestion: ControlAnswer = { ok: false, message: 'No open request has this code.' }

function describe(problem: unknown, port: number): string {
  const why = startProblem(problem)
  if (why.kind === 'file') {
    return why.path.startsWith(pageRoot)
      ? 'the page is not built. Run `npm run build` first.'
      : `${why.path} cannot be used (${why.code}).`
  }
  const code = problem instanceof Error && 'code' in problem ? problem.code : undefined
  if (code === 'EADDRINUSE') return `port ${port} is taken. Choose another one with --port.`
  if (code === 'EACCES') return `port ${port} needs rights that you do not have. Choose another one with --port.`
  return why.message
}

const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') {
  process.stderr.write(
    `${options}\nUsage: npm start -- --browser [--port N] [--no-open] [--plain-host] [--files FOLDER]\n`,
  )
  process.exitCode = 2
} else {
  await serve(options)
}
