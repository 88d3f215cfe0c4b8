import { beforeEach, describe, expect, it } from 'vitest'
import { desktopChannels } from '../../electron/contract/bridge.ts'
import { callsByName } from '../../electron/contract/contract.ts'
import type { Result } from '../../electron/contract/result.ts'
import type { OnItem } from '../../electron/core/calls/dispatch.ts'
import { registerCalls } from '../../electron/desktop/ipc.ts'
import { frame, TestContents, TestIpcMain } from './electron.ts'

interface Asked {
  readonly name: string
  readonly input: unknown
  readonly signal: AbortSignal | undefined
  /** Completes the call. */
  settle(result: Result<unknown>): void
  readonly onItem: OnItem
}

const fine: Result<unknown> = { ok: true, value: 'fine', warnings: [] }
const refused = { ok: false, error: { code: 'forbidden-sender' } }

let ipcMain: TestIpcMain
let ours: TestContents
let asked: Asked[]

beforeEach(() => {
  ipcMain = new TestIpcMain()
  ours = new TestContents()
  asked = []
  const take = (name: string, input: unknown, signal: AbortSignal | undefined, onItem: OnItem) =>
    new Promise<Result<unknown>>((settle) => {
      asked.push({ name, input, signal, settle, onItem })
    })
  registerCalls(
    ipcMain.asElectron,
    {
      call: (name, input, { signal }) => take(name, input, signal, () => {}),
      stream: (name, input, onItem, { signal }) => take(name, input, signal, onItem),
    },
    (contents) => contents === ours.asElectron,
  )
})

const invoke = (name: string, id: unknown = 1, input: unknown = {}) => ipcMain.invoke(name, ours, [id, input])

describe('the allowed caller', () => {
  it('is the main frame of a window of the app', async () => {
    const answer = invoke('app.state', 1, { some: 'input' })
    expect(asked).toMatchObject([{ name: 'app.state', input: { some: 'input' } }])
    asked[0]?.settle(fine)
    expect(await answer).toEqual(fine)
  })

  const strangers: readonly (readonly [string, () => { contents: TestContents; from?: object }])[] = [
    ['other contents that show the same page', () => ({ contents: new TestContents() })],
    ['a sub-frame of the same origin', () => ({ contents: ours, from: { senderFrame: frame('app://bundle') } })],
    ['a sub-frame of another origin', () => ({ contents: ours, from: { senderFrame: frame('https://evil.example') } })],
    ['a frame that is gone', () => ({ contents: ours, from: { senderFrame: null } })],
  ]

  it.each(strangers)('is not %s, for any call', async (_who, make) => {
    const { contents, from } = make()
    for (const name of callsByName.keys()) {
      expect(await ipcMain.invoke(name, contents, [1, {}], from), name).toMatchObject(refused)
    }
    expect(asked).toEqual([])
  })

  it.each(['https://evil.example', 'app://other', 'app://bundle.evil', 'file://', 'null', ''])(
    'is not an app window while it shows %s',
    async (origin) => {
      ours = new TestContents(origin)
      expect(await invoke('app.state')).toMatchObject(refused)
      expect(asked).toEqual([])
    },
  )

  it('is checked before the input: a stranger gets no information from garbage', async () => {
    expect(await ipcMain.invoke('app.state', new TestContents(), [])).toMatchObject(refused)
  })

  it('can cancel before its first call, and with an invalid number', () => {
    for (const id of [1, '1', null, undefined]) ipcMain.send(desktopChannels.cancel, ours, [id])
    expect(asked).toEqual([])
  })

  it('can cancel only its own calls', () => {
    void invoke('server.status', 5)
    const [call] = asked
    const stranger = new TestContents()
    ipcMain.send(desktopChannels.cancel, stranger, [5])
    ipcMain.send(desktopChannels.cancel, ours, [5], { senderFrame: frame('app://bundle') })
    ipcMain.send(desktopChannels.cancel, ours, [5], { senderFrame: null })
    ipcMain.send(desktopChannels.cancel, ours, [6])
    ipcMain.send(desktopChannels.cancel, ours, ['5'])
    expect(call?.signal?.aborted).toBe(false)
    ipcMain.send(desktopChannels.cancel, ours, [5])
    expect(call?.signal?.aborted).toBe(true)
  })
})

describe('the allowed calls', () => {
  it('are exactly those of the contract', () => {
    expect([...ipcMain.handlers.keys()].sort()).toEqual([...callsByName.keys()].sort())
    expect([...ipcMain.listeners.keys()]).toEqual([desktopChannels.cancel])
  })

  it.each([undefined, null, '1', 1.5, Number.NaN, Number.POSITIVE_INFINITY, {}, []])(
    'need a unique number: %j is refused',
    async (id) => {
      expect(await invoke('app.state', id === undefined ? Number.NaN : id)).toMatchObject({
        ok: false,
        error: { code: 'invalid-input' },
      })
      expect(asked).toEqual([])
    },
  )

  it('cannot use a number that is in use, and can use it again afterwards', async () => {
    const first = invoke('app.state', 1)
    expect(await invoke('app.state', 1)).toMatchObject({ error: { code: 'invalid-input' } })
    asked[0]?.settle(fine)
    await first
    const second = invoke('app.state', 1)
    asked[1]?.settle(fine)
    expect(await second).toEqual(fine)
  })
})

describe('a stream', () => {
  it('sends its items and then its result over one channel, in order', async () => {
    const answer = invoke('app.events', 3)
    void asked[0]?.onItem('one')
    void asked[0]?.onItem('two')
    asked[0]?.settle(fine)
    expect(await answer).toBeUndefined()
    expect(ours.sent).toEqual([
      { channel: desktopChannels.stream, values: [3, { item: 'one' }] },
      { channel: desktopChannels.stream, values: [3, { item: 'two' }] },
      { channel: desktopChannels.stream, values: [3, { result: fine }] },
    ])
  })

  it('sends nothing more to a window that is gone', async () => {
    const answer = invoke('app.events', 3)
    ours.destroyed = true
    void asked[0]?.onItem('late')
    asked[0]?.settle(fine)
    await answer
    expect(ours.sent).toEqual([])
  })
})

describe('a window that leaves its page', () => {
  const start = (facts: object = { isMainFrame: true, isSameDocument: false }) =>
    ours.emit('did-start-navigation', facts)
  const fail = (code: number, isMainFrame = true) =>
    ours.emit('did-fail-provisional-load', {}, code, '', 'https://evil.example/', isMainFrame)
  const commit = () => ours.emit('did-navigate', {}, 'app://bundle/', 200, 'OK')
  const leave: readonly (readonly [string, () => void])[] = [
    ['loads again', commit],
    ['shows an error page', () => fail(-9)],
    ['crashes', () => ours.emit('render-process-gone', {}, { reason: 'crashed' })],
    ['closes', () => ours.emit('destroyed')],
  ]

  it.each(leave)('cancels all its calls when it %s', (_how, emit) => {
    void invoke('app.events', 1)
    void invoke('server.status', 2)
    emit()
    expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true, true])
  })

  it('leaves its numbers to the next page, and sends that page no earlier answer', async () => {
    const old = invoke('app.events', 1)
    start()
    commit()
    const next = invoke('server.watch', 1)
    void asked[0]?.onItem('of the old page')
    asked[0]?.settle(fine)
    await old
    void asked[1]?.onItem('of the next page')
    asked[1]?.settle(fine)
    await next
    expect(ours.sent.map(({ values }) => values)).toEqual([
      [1, { item: 'of the next page' }],
      [1, { result: fine }],
    ])
  })

  it('keeps its calls if it only moves within the page', () => {
    void invoke('app.events', 1)
    start({ isMainFrame: true, isSameDocument: true })
    start({ isMainFrame: false, isSameDocument: false })
    fail(-9, false)
    expect(asked[0]?.signal?.aborted).toBe(false)
    void asked[0]?.onItem('here')
    expect(ours.sent).toHaveLength(1)
  })

  it('keeps its calls if a navigation is refused, and receives items from that time in order', async () => {
    const stream = invoke('app.events', 1)
    const status = invoke('server.status', 2)
    start()
    const taken = asked[0]?.onItem('during')
    asked[0]?.settle(fine)
    asked[1]?.settle(fine)
    expect(await status).toEqual(fine)
    expect(ours.sent).toEqual([])
    fail(-3)
    await Promise.all([taken, stream])
    expect(asked[0]?.signal?.aborted).toBe(false)
    expect(ours.sent.map(({ values }) => values)).toEqual([
      [1, { item: 'during' }],
      [1, { result: fine }],
    ])
  })

  it('receives nothing while a second navigation is in progress', async () => {
    void invoke('app.events', 1)
    start()
    start()
    fail(-3)
    const taken = asked[0]?.onItem('during')
    commit()
    await taken
    expect(asked[0]?.signal?.aborted).toBe(true)
    expect(ours.sent).toEqual([])
  })
})
