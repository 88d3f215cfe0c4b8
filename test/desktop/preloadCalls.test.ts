/** The preload's handling of each call of the page, from its source text; preload.test.ts runs the built file. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { desktopChannels, type DesktopBridge, type DesktopCall } from '../../electron/contract/bridge.ts'
import { callKinds } from '../../electron/contract/kinds.ts'
import type { Result } from '../../electron/contract/result.ts'

type Listener = (event: unknown, ...values: unknown[]) => void

const electron = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  listeners: new Map<string, Listener>(),
  invoked: [] as unknown[][],
  sent: [] as unknown[][],
  answer: undefined as unknown,
}))
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, value: unknown) => electron.exposed.set(name, value) },
  ipcRenderer: {
    on: (channel: string, listener: Listener) => electron.listeners.set(channel, listener),
    invoke: async (...values: unknown[]) => {
      electron.invoked.push(values)
      return electron.answer
    },
    send: (...values: unknown[]) => electron.sent.push(values),
  },
}))
await import('../../electron/preload.ts')

const cancel = (id: number) => (electron.exposed.get('strongroom') as DesktopBridge).cancel(id)
const bridge = electron.exposed.get('strongroom') as Partial<Record<string, Partial<Record<string, DesktopCall>>>>
const emit = (...values: unknown[]) => electron.listeners.get(desktopChannels.stream)?.({}, ...values)
const fine: Result<unknown> = { ok: true, value: 'fine', warnings: [] }

beforeEach(() => {
  electron.invoked.length = 0
  electron.sent.length = 0
  electron.answer = undefined
})

describe('a call of the page', () => {
  const calls = Object.entries(callKinds).flatMap(([topic, names]) =>
    Object.entries(names).map(([name, kind]) => [topic, name, kind as string] as const),
  )

  it('is exposed under its own name, and nothing else is exposed', () => {
    expect([...electron.exposed.keys()]).toEqual(['strongroom'])
    expect([...electron.listeners.keys()]).toEqual([desktopChannels.stream])
    const exposed = Object.entries(bridge).flatMap(([topic, functions]) =>
      typeof functions === 'function' ? [topic] : Object.keys(functions ?? {}).map((name) => `${topic}.${name}`),
    )
    expect(exposed.toSorted()).toEqual(['cancel', ...calls.map(([topic, name]) => `${topic}.${name}`)].toSorted())
  })

  it("is sent on its own channel, with its number and input, and returns the core's answer", async () => {
    electron.answer = fine
    for (const [topic, name] of calls) {
      electron.invoked.length = 0
      expect(await bridge[topic]?.[name]?.(7, { a: 1 })).toBe(fine)
      expect(electron.invoked).toEqual([[`${topic}.${name}`, 7, { a: 1 }]])
    }
  })

  it('is canceled by its number', () => {
    cancel(12)
    expect([electron.sent, electron.invoked]).toEqual([[[desktopChannels.cancel, 12]], []])
  })
})

describe('a stream of the page', () => {
  const start = (id: number, onItem?: (item: unknown) => void) => bridge['app']?.['events']?.(id, {}, onItem)

  it('receives its own items and then its result, and nothing after it', async () => {
    const items: unknown[] = []
    const result = start(3, (item) => items.push(item))
    emit(3, { item: 'one' })
    emit(4, { item: 'of another stream' })
    emit(3, { item: undefined })
    emit(3, { result: fine })
    expect(await result).toBe(fine)
    emit(3, { item: 'late' })
    emit(3, { result: fine })
    expect(items).toEqual(['one', undefined])
  })

  it('that is refused ends with the refusal, and its number is free again', async () => {
    electron.answer = { ok: false, error: { code: 'forbidden-sender' } }
    const items: unknown[] = []
    expect(await start(5, (item) => items.push(item))).toBe(electron.answer)
    emit(5, { item: 'late' })
    expect(items).toEqual([])
  })

  it('can be started without a listener', async () => {
    const result = start(6)
    emit(6, { item: 'one' })
    emit(6, { result: fine })
    expect(await result).toBe(fine)
  })
})
