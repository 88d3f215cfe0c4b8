/** Answers the questions that Strongroom asks outside its page. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Page } from '@playwright/test'
import { callFrom, expect } from './app.ts'
import { answerWith } from './desktop.ts'
import type { TestApp } from './startOn.ts'

const control = join(import.meta.dirname, '..', '..', 'dist', 'main', 'control.js')

/** Runs a command in a terminal for the running app, with `typed` as its input. */
export async function runControl(app: Pick<TestApp, 'home'>, words: readonly string[], typed = '') {
  const child = spawn(process.execPath, [control, ...words], {
    env: { ...process.env, STRONGROOM_HOME: app.home },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin.end(typed)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [printed, problem] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await ended, printed, problem }
}

/** The question that the page is waiting for, in a browser. */
export const waitingFor = (page: Page) => page.getByRole('dialog', { name: 'Confirmation required' })

/**
 * Runs `act`, which needs consent, and answers as a user does: in the dialog of the desktop shell, or in another
 * terminal with `yes` or `passphrases` as input. Returns what the terminal printed.
 */
export async function answering(
  app: TestApp,
  page: Page,
  act: () => Promise<unknown>,
  allow = true,
  passphrases: readonly string[] = [],
): Promise<string> {
  if (app.desktop !== undefined) {
    await answerWith(app, allow ? 0 : 1)
    await act()
    return ''
  }
  await act()
  const command = await waitingFor(page).getByRole('region', { name: 'Command' }).innerText()
  const code = command.trim().split(' ').at(-1) ?? ''
  const lines = passphrases.length > 0 ? passphrases : [allow ? 'yes' : 'no']
  const { printed } = await runControl(app, ['approve', code], lines.map((line) => `${line}\n`).join(''))
  await expect(waitingFor(page)).toHaveCount(0)
  return printed
}

/** Stores everything in files that this passphrase opens, in an app without a keychain. */
export async function choosePassphrase(app: TestApp, page: Page, passphrase: string): Promise<void> {
  let call: Promise<unknown> = Promise.resolve()
  const begin = async () => {
    call = callFrom(page, 'app.keepInPassphraseFile', { passphrase })
  }
  await answering(app, page, begin, true, [passphrase])
  await call
}
