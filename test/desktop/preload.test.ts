import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import { desktopChannels, type DesktopBridge } from '../../electron/contract/bridge.ts'
import { callsByName } from '../../electron/contract/contract.ts'
import type { Result } from '../../electron/contract/result.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

const fine: Result<unknown> = { ok: true, value: 'fine', warnings: [] }

type Listener = (event: unknown, ...values: unknown[]) => void

/** Runs the built preload as Electron does: as CommonJS, with `electron` as the only module. */
function runPreload(source: string) {
  const exposed = new Map<string, unknown>()
  const listeners = new Map<string, Listener>()
  const invoked: unknown[][] = []
  const sent: unknown[][] = []
  let answer: unknown = fine
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => exposed.set(name, value) },
    ipcRenderer: {
      on: (channel: string, listener: Listener) => listeners.set(channel, listener),
      invoke: async (...values: unknown[]) => {
        invoked.push(values)
        return answer
      },
      send: (...values: unknown[]) => sent.push(values),
    },
  }
  const require = (name: string) => {
    if (name !== 'electron') throw new Error(`the preload requires ${name}`)
    return electron
  }
  runInNewContext(source, { require, exports: {}, module: { exports: {} } })
  return {
    exposed,
    invoked,
    sent,
    bridge: exposed.get('strongroom') as DesktopBridge,
    listeners,
    emit: (channel: string, ...values: unknown[]) => listeners.get(channel)?.({}, ...values),
    answerWith: (value: unknown) => {
      answer = value
    },
  }
}

let source: string
beforeAll(async () => {
  const outDir = await temporaryFolder('preload')
  const root = join(import.meta.dirname, '..', '..')
  await build({
    root,
    configFile: join(root, 'scripts', 'vite', 'preload.config.ts'),
    logLevel: 'silent',
    build: { outDir },
  })
  source = await readFile(join(outDir, 'preload.cjs'), 'utf8')
  await removeFolder(outDir)
})

describe('the preload', () => {
  it('exposes only cancel and one function for each call of the contract', () => {
    const { exposed, bridge } = runPreload(source)
    expect([...exposed.keys()]).toEqual(['strongroom'])
    const functions = Object.entries(bridge).flatMap(([topic, calls]) =>
      typeof calls === 'function' ? [topic] : Object.keys(calls).map((call) => `${topic}.${call}`),
    )
    expect(functions.sort()).toEqual([...callsByName.keys(), 'cancel'].sort())
  })

  it('is small: it contains names, and no schemas', () => {
    expect(source.length).toBeLessThan(8 * 1024)
  })

  it("uses only the call's own channel, for any input of the page", async () => {
    const { bridge, invoked, sent } = runPreload(source)
    expect(await bridge.app.state(1, { channel: 'other' })).toEqual(fine)
    expect(invoked).toEqual([['app.state', 1, { channel: 'other' }]])
    bridge.cancel(1)
    expect(sent).toEqual([[desktopChannels.cancel, 1]])
  })

  it('passes the items of a stream to its own listener, then the result', async () => {
    const { bridge, emit, answerWith } = runPreload(source)
    answerWith(undefined)
    const items: unknown[] = []
    const result = bridge.app.events(4, {}, (item) => items.push(item))
    emit(desktopChannels.stream, 4, { item: 'one' })
    emit(desktopChannels.stream, 5, { item: 'of another call' })
    emit(desktopChannels.stream, 4, { result: fine })
    expect(await result).toEqual(fine)
    emit(desktopChannels.stream, 4, { item: 'late' })
    expect(items).toEqual(['one'])
  })

  it('settles a stream that is refused', async () => {
    const { bridge, answerWith } = runPreload(source)
    const refusal = { ok: false, error: { code: 'forbidden-sender', message: '', retryable: false } }
    answerWith(refusal)
    expect(await bridge.app.events(4, {})).toEqual(refusal)
  })
})
