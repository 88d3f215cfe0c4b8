/**
 * A start in the terminal: takes the lock on the home, or joins the app that runs there, or explains why it can do
 * neither.
 */
import { setTimeout } from 'node:timers/promises'
import { typedYes } from '../core/consent/terminal.ts'
import { askHolder } from '../storage/home/client.ts'
import { type Home, type HomeOptions, isHome, type Occupied, takeHome } from '../storage/home/homeLock.ts'
import type { Holder } from '../storage/home/record.ts'
import { hasDesktop, openBrowser } from './openBrowser.ts'

export interface SecondStartOptions extends Omit<HomeOptions, 'takeOver' | 'shell'> {
  /** Whether to open a browser. */
  readonly open: boolean
  /** Whether to take over a lock whose holder does not answer, if the person confirms it. */
  readonly mayTakeOver: boolean
  /** Options of this start that a running app cannot follow, such as `--port 8123`. */
  readonly ofNewServer: readonly string[]
}

/** Milliseconds for the running app to show itself, and for a browser to read the file with its address. */
const patience = { join: 9_000, browser: 10_000 } as const

const say = (line: string) => process.stdout.write(`${line}\n`)
const complain = (line: string) => process.stderr.write(`${line}\n`)

/** Returns the home, or the exit code if the start ends here. Throws as `takeHome`. */
export async function startOrJoin(options: SecondStartOptions): Promise<Home | number> {
  const asked: HomeOptions = { ...options, shell: 'loopback' }
  const taken = await takeHome(asked)
  if (isHome(taken)) return taken
  if (taken.state === 'running') return join(taken.holder, options)
  complain(`Strongroom did not start. ${whyOccupied(taken, options.dataFolder)}`)
  if (!options.mayTakeOver) {
    complain(`${whenToTakeOver(taken)} start again with --take-over.`)
    return 1
  }
  if (!process.stdin.isTTY) {
    complain('--take-over must be confirmed in a terminal.')
    return 1
  }
  say(`\n${whatHappens(taken)}`)
  const terminal = { input: process.stdin, output: process.stdout }
  if (!(await typedYes(terminal, 'Type yes to take over, anything else to cancel: '))) return 1
  const again = await takeHome({ ...asked, takeOver: taken.generation })
  if (isHome(again)) return again
  if (again.state === 'running') return join(again.holder, options)
  complain(`Strongroom did not start. ${whyOccupied(again, options.dataFolder)}`)
  return 1
}

/** Shows the running app; prints its new address. */
async function join(holder: Holder, { open, ofNewServer }: SecondStartOptions): Promise<number> {
  const answer = await askHolder(holder, { command: 'join', open }, patience.join)
  if (typeof answer === 'string' || !answer.ok) {
    const why = typeof answer === 'string' ? 'It does not answer.' : answer.message
    complain(`Strongroom is already running (process ${holder.pid}). ${why}`)
    return 1
  }
  const { address, opened } = answer
  const followed = address === undefined ? '' : `--port ${new URL(address).port}`
  const ignored = ofNewServer.filter((option) => option !== followed)
  if (ignored.length > 0) {
    complain(
      `The running app ignores ${ignored.join(', ')}. To start with other options, quit it first: npm start -- end`,
    )
  }
  if (address === undefined) {
    say(`Strongroom is already running as a desktop app (process ${holder.pid}). Its window is in front.`)
    say('To use the browser, quit it first: npm start -- end')
    return 0
  }
  say(`Strongroom is already running (process ${holder.pid}). This is a new address for your browser.`)
  say(`Strongroom is at ${address}`)
  if (open && opened !== true && hasDesktop(process.env)) {
    const forget = await openBrowser({ address, fallback: null })
    await setTimeout(patience.browser)
    await forget()
  }
  return 0
}

function whyOccupied(occupied: Occupied, dataFolder: string): string {
  if (occupied.state === 'unreadable') return `The lock file in ${dataFolder} cannot be read.`
  const { host, pid } = occupied.holder
  return occupied.state === 'elsewhere'
    ? `Another Strongroom uses ${dataFolder} on the computer ${host} (process ${pid}).`
    : `Another Strongroom (process ${pid}) uses ${dataFolder} and does not answer.`
}

function whenToTakeOver(occupied: Occupied): string {
  if (occupied.state === 'elsewhere') return 'Quit Strongroom there. If it is no longer running,'
  if (occupied.state === 'unreadable') return 'If no other Strongroom is running,'
  return 'Wait for it or end it. To end it from here,'
}

function whatHappens(occupied: Occupied): string {
  if (occupied.state === 'elsewhere')
    return `If Strongroom is still running on ${occupied.holder.host}, its unsaved changes are lost.`
  if (occupied.state === 'unreadable')
    return 'If another Strongroom is still running here, its unsaved changes are lost.'
  return `Strongroom ends process ${occupied.holder.pid}. Its unsaved changes are lost.`
}
