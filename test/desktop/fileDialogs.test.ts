/** The system's file dialogs, the files that are written through them, and the dialog of a consent question. */
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App, BrowserWindow, Dialog, MessageBoxOptions, OpenDialogOptions, SaveDialogOptions } from 'electron'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConsentAct } from '../../electron/core/consent/act.ts'
import { describeAct } from '../../electron/core/consent/words.ts'
import type { ConsentRequest } from '../../electron/core/consent/consent.ts'
import { fileChooser } from '../../electron/desktop/chooseFile.ts'
import { dialogConsent } from '../../electron/desktop/consent.ts'
import { readyForDialogs } from '../../electron/desktop/readyForDialogs.ts'
import { saveFile } from '../../electron/desktop/saveFile.ts'
import { words } from '../../electron/desktop/words.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

let folder: string
beforeEach(async () => {
  folder = await temporaryFolder('dialogs')
})
afterEach(() => removeFolder(folder))

const parent = { id: 7 } as BrowserWindow
/** The only window of the app is called `one`. */
const window = (name: string | undefined) => (name === 'one' ? parent : undefined)

/** A dialog that answers with these paths; an empty list is a canceled dialog. */
function chooser(...paths: readonly string[]) {
  const seen: { readonly over: BrowserWindow | null; readonly options: OpenDialogOptions & SaveDialogOptions }[] = []
  const canceled = paths.length === 0
  const note = (values: readonly unknown[]) =>
    seen.push(
      (values.length === 1
        ? { over: null, options: values[0] }
        : { over: values[0], options: values[1] }) as (typeof seen)[number],
    )
  const dialog = {
    showOpenDialog: async (...values: unknown[]) => {
      note(values)
      return { canceled, filePaths: paths }
    },
    showSaveDialog: async (...values: unknown[]) => {
      note(values)
      return { canceled, filePath: paths[0] ?? join(folder, 'ignored') }
    },
  } as unknown as Dialog
  return { seen, dialog, choose: fileChooser({ dialog, words: () => words.en.choose, window }) }
}

describe('the dialog for a file', () => {
  it.each(['one', undefined])(
    'of an existing file shows hidden files, over the requesting window: %s',
    async (name) => {
      const { seen, choose } = chooser('/home/ann/.kube/config', '/other')
      expect(await choose({ kind: 'kubeconfig', window: name })).toBe('/home/ann/.kube/config')
      expect(seen).toEqual([
        {
          over: window(name) ?? null,
          options: {
            title: words.en.choose.kubeconfig,
            properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'],
          },
        },
      ])
    },
  )

  it('of a folder chooses folders only, and can create one', async () => {
    const { seen, choose } = chooser('/home/ann/policies')
    expect(await choose({ kind: 'policies', window: undefined })).toBe('/home/ann/policies')
    expect(seen.map(({ options }) => options)).toEqual([
      { title: words.en.choose.policies, properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'] },
    ])
  })

  it.each(['one', undefined])('of a new file suggests a safe name, over the requesting window: %s', async (name) => {
    const { seen, choose } = chooser('/home/ann/keys.txt')
    expect(await choose({ kind: 'keys', name: '../.keys/of\u202eprod.txt', window: name })).toBe('/home/ann/keys.txt')
    expect(seen).toEqual([
      {
        over: window(name) ?? null,
        options: {
          title: words.en.choose.keys,
          defaultPath: '_.keys_of_prod.txt',
          properties: ['createDirectory', 'dontAddToRecent'],
        },
      },
    ])
  })

  it.each<readonly [string, readonly string[]]>([
    ['is canceled', []],
    ['has no path', ['']],
  ])('returns null for a new file if it %s', async (_what, paths) => {
    expect(await chooser(...paths).choose({ kind: 'keys', name: 'a', window: 'one' })).toBeNull()
  })

  it('returns null for an existing file if it is canceled, even if it returns a path', async () => {
    expect(await chooser().choose({ kind: 'policies', window: 'one' })).toBeNull()
    const dialog = { showOpenDialog: async () => ({ canceled: true, filePaths: ['/a'] }) } as unknown as Dialog
    const choose = fileChooser({ dialog, words: () => words.en.choose, window })
    expect(await choose({ kind: 'policies', window: undefined })).toBeNull()
    const empty = { showOpenDialog: async () => ({ canceled: false, filePaths: [] }) } as unknown as Dialog
    expect(
      await fileChooser({ dialog: empty, words: () => words.en.choose, window })({ kind: 'policies', window: 'one' }),
    ).toBeNull()
  })
})

describe('a file that is saved', () => {
  const path = () => join(folder, 'keys.txt')
  const nothing = async () => undefined

  it('has a suggested safe name, and asks before it replaces another file', async () => {
    const { seen, dialog } = chooser(path())
    expect(await saveFile(dialog, '.keys\u202etxt', 'the keys', nothing)).toBe(path())
    expect(seen).toEqual([
      {
        over: null,
        options: {
          defaultPath: 'keys_txt',
          properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
        },
      },
    ])
    expect(await readFile(path(), 'utf8')).toBe('the keys')
    expect(await readdir(folder)).toEqual(['keys.txt'])
  })

  it.skipIf(process.platform === 'win32')(
    'is readable only by its owner, even if an older file was readable by all',
    async () => {
      await writeFile(path(), 'older')
      await chmod(path(), 0o644)
      const before = await stat(path())
      await saveFile(chooser(path()).dialog, 'keys.txt', new Uint8Array([1, 2]), nothing)
      const after = await stat(path())
      expect([after.mode & 0o777, after.ino === before.ino]).toEqual([0o600, false])
      expect([...(await readFile(path()))]).toEqual([1, 2])
    },
  )

  it.skipIf(process.platform !== 'linux')('is closed, even if it cannot be moved into place', async () => {
    const openFiles = async () => (await readdir('/proc/self/fd')).length
    const before = await openFiles()
    await mkdir(join(folder, 'taken', 'inside'), { recursive: true })
    for (let time = 0; time < 20; time++) {
      await saveFile(chooser(path()).dialog, 'keys.txt', 'x', nothing)
      await expect(saveFile(chooser(join(folder, 'taken')).dialog, 'keys.txt', 'x', nothing)).rejects.toThrow('EISDIR')
    }
    expect((await openFiles()) - before).toBeLessThan(20)
  })

  it('is announced before anything is written', async () => {
    const seen: string[][] = []
    const announce = async (chosen: string) => {
      seen.push([chosen, ...(await readdir(folder))])
    }
    await saveFile(chooser(path()).dialog, 'keys.txt', 'x', announce)
    expect(seen).toEqual([[path()]])
  })

  it('is not written when the announcement fails', async () => {
    const refuse = async () => Promise.reject(new Error('not noted'))
    await expect(saveFile(chooser(path()).dialog, 'keys.txt', 'x', refuse)).rejects.toThrow('not noted')
    expect(await readdir(folder)).toEqual([])
  })

  it.each<readonly [string, readonly string[]]>([
    ['is canceled', []],
    ['has no path', ['']],
  ])('is not written if the dialog %s', async (_what, paths) => {
    const announced: string[] = []
    const announce = async (chosen: string) => void announced.push(chosen)
    expect(await saveFile(chooser(...paths).dialog, 'keys.txt', 'x', announce)).toBeNull()
    expect([announced, await readdir(folder)]).toEqual([[], []])
  })

  it('that cannot be moved into place leaves nothing, and fails with the error of the system', async () => {
    // A non-empty folder is at the chosen path.
    await mkdir(join(path(), 'inside'), { recursive: true })
    await expect(saveFile(chooser(path()).dialog, 'keys.txt', 'the keys', nothing)).rejects.toMatchObject({
      code: expect.stringMatching(/^E/) as string,
    })
    expect(await readdir(folder)).toEqual(['keys.txt'])
    const missing = join(folder, 'missing', 'keys.txt')
    await expect(saveFile(chooser(missing).dialog, 'keys.txt', 'x', nothing)).rejects.toMatchObject({
      code: 'ENOENT',
      syscall: 'open',
    })
    expect(await readdir(folder)).toEqual(['keys.txt'])
  })
})

describe('the dialog of a question', () => {
  const act: ConsentAct = {
    kind: 'show-kept',
    connection: 'production',
    address: 'https://vault.example.com:8200',
    item: 'root-token',
  }

  /** Asks, and returns the answer, the arguments of the dialog and the reported location of the question. */
  async function asked(press: number, change: Partial<ConsentRequest> = {}) {
    const boxes: { readonly over: BrowserWindow | null; readonly options: MessageBoxOptions }[] = []
    const opened: unknown[] = []
    const dialog = {
      showMessageBox: async (...values: unknown[]) => {
        const [over, options] = values.length === 1 ? [null, values[0]] : values
        boxes.push({ over, options } as (typeof boxes)[number])
        return { response: press, checkboxChecked: false }
      },
    } as unknown as Dialog
    const signal = new AbortController().signal
    const ask = dialogConsent({ dialog, language: () => 'ko', window })
    const request = { act, fields: [], window: 'one', signal, opened: (place: unknown) => void opened.push(place) }
    const answer = await ask({ ...request, ...change })
    return { answer, boxes, opened, signal }
  }

  it("states the act in the person's language, with the safe button as the default and for Escape", async () => {
    const { answer, boxes, opened, signal } = await asked(0)
    const text = describeAct(act, 'ko')
    expect(answer).toBe(true)
    expect(opened).toEqual([{ where: 'dialog' }])
    expect(boxes).toEqual([
      {
        over: parent,
        options: {
          type: 'question',
          message: text.title,
          detail: text.lines.join('\n'),
          buttons: [text.allow, text.refuse],
          defaultId: 1,
          cancelId: 1,
          noLink: true,
          signal,
        },
      },
    ])
    expect(text.lines.length).toBeGreaterThan(1)
  })

  it.each([1, 2, -1])('is refused by every other button: %s', async (press) => {
    expect((await asked(press)).answer).toBe(false)
  })

  it('is shown without a window if the requesting one has closed', async () => {
    const { answer, boxes } = await asked(0, { window: 'two' })
    expect([answer, boxes.length, boxes[0]?.over, boxes[0]?.options.cancelId]).toEqual([true, 1, null, 1])
  })

  it('is not shown for a passphrase, nor after it is withdrawn', async () => {
    expect(await asked(0, { fields: ['passphrase'] })).toMatchObject({ answer: false, boxes: [], opened: [] })
    expect(await asked(0, { signal: AbortSignal.abort() })).toMatchObject({ answer: false, boxes: [], opened: [] })
  })
})

describe('a start that fails before Electron is ready', () => {
  it('has its own profile until it ends', async () => {
    const paths: [string, string][] = []
    let isReady = false
    const app = {
      setPath: (name: string, path: string) => {
        expect(isReady).toBe(false)
        paths.push([name, path])
      },
      whenReady: async () => {
        isReady = true
      },
    } as unknown as App
    const before = process.listeners('exit')
    await readyForDialogs(app)
    expect(isReady).toBe(true)
    const [[name, profile] = ['', '']] = paths
    expect([paths.length, name, profile.startsWith(tmpdir()), await readdir(profile)]).toEqual([
      1,
      'userData',
      true,
      [],
    ])
    await writeFile(join(profile, 'Preferences'), '{}')
    const [end, ...others] = process.listeners('exit').filter((each) => !before.includes(each))
    if (end === undefined) throw new Error('nothing removes the profile')
    process.removeListener('exit', end)
    end(0)
    expect([others, existsSync(profile)]).toEqual([[], false])
    // The folder can be gone already.
    end(0)
  })
})
