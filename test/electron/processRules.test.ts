/**
 * The double as a process: signals, standard input, the end of a session on Windows, and folders that two processes
 * must not share.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seenBy, type SmallApps, startSmallApps } from './smallApp.ts'

let apps: SmallApps
beforeAll(async () => {
  apps = await startSmallApps()
})
afterAll(() => apps.stop())

const count = (wanted: number) => (seen: readonly string[]) => seen.length >= wanted

// shell/browser/electron_browser_main_parts_posix.cc
it('quits through before-quit at a signal, with or without own listeners, and ends at a second signal', async () => {
  const app = await apps.start(
    `
    process.on('SIGTERM', () => seen.push('listener of the main module'))
    app.on('before-quit', (event) => { event.preventDefault(); seen.push('before-quit') })
  `,
    { platform: 'linux' },
  )
  await app.evaluate(({ app }) => app.whenReady())
  process.kill(app.pid, 'SIGTERM')
  expect(await seenBy(app, count(1))).toEqual(['before-quit'])
  process.kill(app.pid, 'SIGTERM')
  expect(await app.exit).toBe(null)
})

it('leaves a signal to a listener that is added after ready', async () => {
  const app = await apps.start(
    `
    app.on('before-quit', () => seen.push('before-quit'))
    app.whenReady().then(() => process.on('SIGTERM', () => seen.push('heard')))
  `,
    { platform: 'linux' },
  )
  await app.evaluate(({ app }) => app.whenReady())
  for (const times of [1, 2]) {
    process.kill(app.pid, 'SIGTERM')
    expect(await seenBy(app, count(times))).toHaveLength(times)
  }
  expect(await seenBy(app, count(2))).toEqual(['heard', 'heard'])
})

// lib/common/init.ts
it('reads nothing from its standard input on Windows', async () => {
  const app = await apps.start(`process.stdin.on('end', () => seen.push('ended')).resume()`, { platform: 'win32' })
  expect(await seenBy(app, count(1))).toEqual(['ended'])
})

interface EndsSessions {
  endSession(): boolean
}

// shell/browser/native_window_views_win.cc
it('ends after the listeners of session-end on Windows, without waiting for the work that they started', async () => {
  const app = await apps.start(
    `
    const { writeFileSync } = await import('node:fs')
    const note = (name) => writeFileSync(join(process.env.STRONGROOM_HOME, name), '')
    app.whenReady().then(() => new BrowserWindow().on('session-end', async () => {
      note('at once')
      await null
      note('later')
    }))
  `,
    { platform: 'win32' },
  )
  await app.firstWindow()
  const ended = app.evaluate(({ BrowserWindow }) => (BrowserWindow as unknown as EndsSessions).endSession())
  await expect(ended).rejects.toThrow('has ended')
  expect(['at once', 'later'].map((name) => existsSync(join(app.home, name)))).toEqual([true, false])
})

it('reports that a listener of query-session-end vetoes the shutdown', async () => {
  const app = await apps.start(
    `app.whenReady().then(() => new BrowserWindow().on('query-session-end', (event) => event.preventDefault()))`,
    { platform: 'win32' },
  )
  await app.firstWindow()
  const end = app.evaluate(({ BrowserWindow }) => (BrowserWindow as unknown as EndsSessions).endSession())
  expect(await end).toBe(false)
})

it('starts itself again as its own program, and refuses two processes on one folder', async () => {
  const app = await apps.start(
    `
    const { spawn } = await import('node:child_process')
    const isFirst = !process.argv.includes('--second')
    if (isFirst) app.whenReady().then(() => {
      const second = spawn(process.execPath, [...process.argv.slice(1), '--second'], { stdio: ['ignore', 'ignore', 'pipe'] })
      second.stderr.on('data', (data) => seen.push(String(data)))
    })
  `,
  )
  expect((await seenBy(app, count(1)))[0]).toContain('Two processes of Electron have the folder')
})
