/** The start of the desktop app while its data folder is in use, in real folders and over the real control socket. */
import { EventEmitter } from 'node:events'
import { lstatSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App, Dialog, MessageBoxOptions } from 'electron'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askRunningApp } from '../../electron/storage/home/client.ts'
import { type Home, isHome, takeHome } from '../../electron/storage/home/homeLock.ts'
import { thisProcess } from '../../electron/storage/home/machine.ts'
import type { ControlAnswer } from '../../electron/storage/home/protocol.ts'
import { controlFolder, type Holder, lockFile, recordText } from '../../electron/storage/home/record.ts'
import { openHome } from '../../electron/desktop/home.ts'
import { homeWords } from '../../electron/desktop/homeWords.ts'
import type { ProfileLock } from '../../electron/desktop/profileLock.ts'
import { settleProfileLock } from '../../electron/desktop/profileTaken.ts'
import { words } from '../../electron/desktop/words.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

class TestApp extends EventEmitter {
  readonly ends: (number | 'quit')[] = []
  readonly languages: string[] = ['en-US']
  isReady = false

  quit(): void {
    this.ends.push('quit')
  }

  exit(code: number): void {
    this.ends.push(code)
  }

  getVersion(): string {
    return '1.2.3'
  }

  getPreferredSystemLanguages(): string[] {
    return this.languages
  }

  async whenReady(): Promise<void> {
    this.isReady = true
  }

  get asElectron(): App {
    return this as unknown as App
  }
}

let base: string
let dataFolder: string
let app: TestApp
let boxes: [string, string][]
let questions: MessageBoxOptions[]
/** The number of the button that the person presses, question by question. */
let presses: number[]
let shown: number
const homes: Home[] = []

beforeEach(async () => {
  base = await temporaryFolder('home')
  dataFolder = join(base, 'data')
  app = new TestApp()
  ;[boxes, questions, presses, shown] = [[], [], [], 0]
})
afterEach(async () => {
  await Promise.all(homes.splice(0).map((home) => home.release()))
  await removeFolder(base)
})

const dialog = {
  showErrorBox: (title: string, content: string) => void boxes.push([title, content]),
  showMessageBox: async (options: MessageBoxOptions) => {
    questions.push(options)
    return { response: presses.shift() ?? 1, checkboxChecked: false }
  },
} as unknown as Dialog

async function start(): Promise<Home | null> {
  const home = await openHome({ app: app.asElectron, dialog, dataFolder, show: () => void (shown += 1) })
  if (home !== null) homes.push(home)
  return home
}

/** A running app of the other shell, whose control socket gives `answer`. */
async function holdInBrowser(answer: ControlAnswer): Promise<readonly unknown[]> {
  const commands: unknown[] = []
  const home = await takeHome({
    dataFolder,
    shell: 'loopback',
    version: '1.2.3',
    run: async (command) => {
      commands.push(command)
      return answer
    },
    isEnding: () => false,
    onLost: () => undefined,
  })
  if (!isHome(home)) throw new Error('the folder is in use')
  homes.push(home)
  return commands
}

/** Writes the lock file of another process. */
async function pretend(generation: number, content: Partial<Holder> | string): Promise<void> {
  const folder = controlFolder(dataFolder)
  await mkdir(folder, { recursive: true })
  const holder = { ...(await thisProcess()), shell: 'electron' as const, folder, address: null, secret: 'x' }
  const text = typeof content === 'string' ? content : recordText({ ...holder, ...content })
  await writeFile(lockFile(folder, generation), text)
}
const elsewhere = { host: 'other.example.com', machineId: 'other', bootId: 'other', pid: 4711 }
const en = homeWords.en

describe('the home of the desktop app', () => {
  it('is opened without a message if it is free', async () => {
    expect(await start()).not.toBeNull()
    expect([app.ends, boxes, questions, shown]).toEqual([[], [], [], 0])
  })

  it('shows its window for a second start, which then ends successfully', async () => {
    await start()
    const second = new TestApp()
    const options = { app: second.asElectron, dialog, dataFolder, show: () => undefined }
    expect(await openHome(options)).toBeNull()
    expect([shown, second.ends, app.ends, boxes, questions]).toEqual([1, [0], [], [], []])
  })

  it('executes the commands of the terminal, and answers no question there', async () => {
    await start()
    expect(await askRunningApp(dataFolder, { command: 'hello' })).toMatchObject({
      ok: true,
      version: '1.2.3',
      ending: false,
    })
    expect(await askRunningApp(dataFolder, { command: 'open' })).toEqual({ ok: true })
    expect([shown, app.ends]).toEqual([1, []])
    const refused = { ok: false, message: 'The desktop app asks in a dialog of its own.' }
    expect(await askRunningApp(dataFolder, { command: 'question', code: 'x' })).toEqual(refused)
    expect(await askRunningApp(dataFolder, { command: 'answer', code: 'x', allow: true })).toEqual(refused)
    expect([shown, app.ends]).toEqual([1, []])
    expect(await askRunningApp(dataFolder, { command: 'end' })).toEqual({ ok: true })
    await new Promise((resolve) => setImmediate(resolve))
    expect([shown, app.ends]).toEqual([1, ['quit']])
  })

  it('reports that it is closing while the app exits', async () => {
    await start()
    app.emit('will-quit')
    expect(await askRunningApp(dataFolder, { command: 'hello' })).toMatchObject({ ok: true, ending: true })
  })

  it.each<readonly [string, ControlAnswer, readonly [number[], string[]]]>([
    ['opened its address in a browser', { ok: true, address: 'http://127.0.0.1/', opened: true }, [[0], []]],
    [
      'cannot open a browser',
      { ok: true, address: 'http://127.0.0.1/', opened: false },
      [[1], [en.inBrowser(process.pid)]],
    ],
    ['does not say whether it did', { ok: true, address: 'http://127.0.0.1/' }, [[1], [en.inBrowser(process.pid)]]],
    ['refuses', { ok: false, message: 'no' }, [[1], ['']]],
  ])('that another app holds ends this start: the other one %s', async (_what, answer, [ends, reasons]) => {
    const commands = await holdInBrowser(answer)
    expect(await start()).toBeNull()
    const silent = `Process ${process.pid} uses ${dataFolder} and does not answer.`
    expect(commands).toEqual([{ command: 'join', open: true }])
    expect(app.ends).toEqual(ends)
    expect(boxes).toEqual(reasons.map((reason) => [en.title, reason === '' ? silent : reason]))
    expect(questions).toEqual([])
  })

  it('on another computer is taken over only if the person confirms it', async () => {
    await pretend(1, elsewhere)
    expect(await start()).toBeNull()
    expect(app.ends).toEqual([1])
    expect(questions).toEqual([
      {
        type: 'warning',
        message: `Strongroom is already running. Strongroom uses ${dataFolder} on the computer other.example.com (process 4711).`,
        detail:
          'Quit Strongroom on other.example.com. Take over only if it is no longer running there. Otherwise, its unsaved changes are lost.',
        buttons: ['Take over', 'Quit'],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      },
    ])
    presses = [0]
    expect(await start()).not.toBeNull()
    expect([questions.length, app.ends, boxes]).toEqual([2, [1], []])
  })

  it('is taken over only from the holder that the question named', async () => {
    await pretend(1, elsewhere)
    const asked: string[] = []
    const changing = {
      ...dialog,
      // Another computer takes the folder while the question is open.
      showMessageBox: async ({ message }: MessageBoxOptions) => {
        asked.push(message)
        if (asked.length === 1) await pretend(2, { ...elsewhere, host: 'third.example.com' })
        return { response: asked.length === 1 ? 0 : 1, checkboxChecked: false }
      },
    } as unknown as Dialog
    expect(await openHome({ app: app.asElectron, dialog: changing, dataFolder, show: () => undefined })).toBeNull()
    expect(asked.map((message) => /computer (\S+)/.exec(message)?.[1])).toEqual([
      'other.example.com',
      'third.example.com',
    ])
    expect(app.ends).toEqual([1])
  })

  it('with a damaged lock asks in the language of the computer', async () => {
    app.languages.unshift('ko-KR')
    await pretend(1, '{')
    expect(await start()).toBeNull()
    const { title, reason, takeOverMeans, takeOver, quit } = homeWords.ko
    expect(questions.map(({ message, detail, buttons }) => [message, detail, buttons])).toEqual([
      [
        `${title}. ${reason({ state: 'unreadable' }, dataFolder)}`,
        takeOverMeans({ state: 'unreadable' }),
        [takeOver, quit],
      ],
    ])
  })

  it('exits the app immediately if another process has taken it over', async () => {
    await start()
    await pretend(2, elsewhere)
    await expect.poll(() => app.ends, { timeout: 10_000 }).toEqual([1])
    expect(boxes).toEqual([[en.lost.title, en.lost.reason]])
  })

  it.skipIf(process.platform === 'win32')(
    'that is not writable ends the start with its path and the reason',
    async () => {
      // Neither Linux nor macOS allows any user to create a folder there.
      dataFolder = '/sys/strongroom'
      expect(await start()).toBeNull()
      expect([app.ends, boxes.length, boxes[0]?.[0]]).toEqual([[1], 1, words.en.cannotStart.title])
      expect(boxes[0]?.[1]).toMatch(/^Strongroom cannot write to \/sys\/strongroom \((?:EPERM|EACCES|EROFS)\)\./)
    },
  )

  it('that is not a folder has its own error', async () => {
    await writeFile(dataFolder, '')
    await expect(start()).rejects.toMatchObject({ code: expect.stringMatching(/^E(?:NOTDIR|EXIST)$/) as string })
    expect([app.ends, boxes]).toEqual([[], []])
  })
})

describe('the messages about a folder in use', () => {
  const holder = { host: 'build-7', pid: 4711 }

  it.each(Object.entries(homeWords))('name the holder, and differ for each cause: %s', (_language, spoken) => {
    const states = [{ state: 'unreadable' }, { state: 'elsewhere', holder }, { state: 'silent', holder }] as const
    const [unreadable = '', other = '', silent = ''] = states.map((each) => spoken.reason(each, '/data/home'))
    for (const text of [unreadable, other, silent]) expect(text).toContain('/data/home')
    expect([other, silent].every((text) => text.includes('4711'))).toBe(true)
    expect([unreadable, other, silent].map((text) => text.includes('build-7'))).toEqual([false, true, false])
    const means = states.map((each) => spoken.takeOverMeans(each))
    expect(means.map((text) => [text.includes('build-7'), text.includes('4711')])).toEqual([
      [false, false],
      [true, false],
      [false, true],
    ])
    expect(spoken.inBrowser(4711)).toMatch(/4711.*npm start -- open/)
    expect(spoken.unwritable('/data/home', 'EROFS')).toMatch(/\/data\/home.*EROFS.*STRONGROOM_HOME/)
    expect(spoken.unlockable('/data/home')).toMatch(/\/data\/home.*SingletonLock.*STRONGROOM_HOME/)
  })
})

describe.skipIf(process.platform === 'win32')('a start without the lock on the profile of Chromium', () => {
  const lockPath = () => join(base, 'SingletonLock')
  const exists = () => lstatSync(lockPath(), { throwIfNoEntry: false }) !== undefined
  const settle = (lock: Exclude<ProfileLock, { readonly state: 'running' }>) =>
    settleProfileLock(lock, { app: app.asElectron, dialog, folder: base })

  it('ends with a message if the lock cannot be created', async () => {
    expect(await settle({ state: 'unlockable' })).toBe(false)
    expect([app.isReady, app.ends, questions]).toEqual([true, [1], []])
    expect(boxes).toEqual([[words.en.cannotStart.title, en.unlockable(base)]])
  })

  it('keeps the lock of another computer unless the person removes it', async () => {
    const lock = { state: 'elsewhere', host: 'other.example.com', pid: 4711 } as const
    await symlink('other.example.com-4711', lockPath())
    expect(await settle(lock)).toBe(false)
    expect([app.isReady, app.ends, exists()]).toEqual([true, [1], true])
    const occupied = { state: 'elsewhere', holder: lock } as const
    expect(questions).toEqual([
      {
        type: 'warning',
        message: `${en.title}. ${en.reason(occupied, base)}`,
        detail: en.takeOverMeans(occupied),
        buttons: [en.takeOver, en.quit],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      },
    ])
    presses = [0]
    expect(await settle(lock)).toBe(true)
    expect([app.ends, exists()]).toEqual([[1], false])
    // The lock is gone by now, as if another start was faster.
    presses = [0]
    expect(await settle(lock)).toBe(true)
  })
})
