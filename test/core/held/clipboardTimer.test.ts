/** Texts that are copied past the page: marked, cleared in time, and never cleared if another text was copied since. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  createClipboardTimer,
  type ClipboardTimer,
  type SystemClipboard,
} from '../../../electron/core/held/clipboardTimer.ts'
import { valueAsText } from '../../../electron/base/json/json.ts'
import { textOfJson } from '../../../renderer/features/kv/shared/json.ts'
import { startVault } from '../../servers/vault.ts'
import { codeOf, connectTo, draftOf, startCore, value } from '../../features/startCore.ts'

/** A clipboard as a system has it: one text, regardless of the program that wrote it. */
function memoryClipboard(keep: (text: string) => string = (text) => text) {
  const state = { text: '', secret: false }
  const system: SystemClipboard = {
    writeSecret: async (text) => {
      Object.assign(state, { text: keep(text), secret: true })
    },
    readText: async () => state.text,
    clear: () => Object.assign(state, { text: '', secret: false }),
  }
  const copyElsewhere = (text: string) => Object.assign(state, { text, secret: false })
  return { state, system, copyElsewhere }
}

describe('a copied secret', () => {
  let clipboard: ReturnType<typeof memoryClipboard>
  let copies: ClipboardTimer
  let locked = false

  beforeEach(() => {
    vi.useFakeTimers()
    locked = false
    clipboard = memoryClipboard()
    copies = createClipboardTimer(clipboard.system, () => locked)
  })
  afterEach(() => vi.useRealTimers())

  it('is marked as a secret, and cleared after the announced seconds', async () => {
    const { seconds } = await copies.copy('static-password')
    expect(clipboard.state).toEqual({ text: 'static-password', secret: true })
    await vi.advanceTimersByTimeAsync(seconds * 1000 - 1)
    expect(clipboard.state.text).toBe('static-password')
    await vi.advanceTimersByTimeAsync(1)
    expect(clipboard.state.text).toBe('')
  })

  it('leaves a text that was copied elsewhere since then', async () => {
    await copies.copy('static-password')
    clipboard.copyElsewhere('a shopping list')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(clipboard.state.text).toBe('a shopping list')
  })

  it('has its own timer: an earlier copy does not shorten it', async () => {
    await copies.copy('one')
    await vi.advanceTimersByTimeAsync(29_000)
    await copies.copy('two')
    await vi.advanceTimersByTimeAsync(29_000)
    expect(clipboard.state.text).toBe('two')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(clipboard.state.text).toBe('')
  })

  it('is cleared on request, once', async () => {
    await copies.copy('static-password')
    await copies.clear()
    expect(clipboard.state.text).toBe('')
    clipboard.copyElsewhere('static-password')
    await copies.clear()
    expect(clipboard.state.text).toBe('static-password')
  })

  it('is not copied after a lock', async () => {
    locked = true
    await expect(copies.copy('static-password')).rejects.toMatchObject({ code: 'locked' })
    expect(clipboard.state.text).toBe('')
  })

  it('is recognized even if the system changes its line breaks', async () => {
    clipboard = memoryClipboard((text) => text.split('\0')[0]?.replaceAll('\n', '\r\n') ?? '')
    copies = createClipboardTimer(clipboard.system, () => false)
    await copies.copy('-----BEGIN\nKEY-----\nrest\0hidden')
    await copies.clear()
    expect(clipboard.state.text).toBe('')
  })

  it('waits for the previous copy: two simultaneous copies end with the last, whose time starts with it', async () => {
    const writes: (() => void)[] = []
    copies = createClipboardTimer(
      {
        ...clipboard.system,
        writeSecret: async (text) => {
          await new Promise<void>((resolve) => writes.push(resolve))
          await clipboard.system.writeSecret(text)
        },
      },
      () => locked,
    )
    const both = [copies.copy('one'), copies.copy('two'), copies.clear()]
    await vi.advanceTimersByTimeAsync(0)
    expect(writes).toHaveLength(1)
    writes[0]?.()
    await vi.advanceTimersByTimeAsync(0)
    expect([writes.length, clipboard.state.text]).toEqual([2, 'one'])
    writes[1]?.()
    await Promise.all(both)
    expect([clipboard.state.text, vi.getTimerCount()]).toEqual(['', 0])
  })

  it('is cleared even if only a part of it was written, and the next copy works', async () => {
    let isBroken = true
    copies = createClipboardTimer(
      {
        ...clipboard.system,
        writeSecret: async (text) => {
          await clipboard.system.writeSecret(text)
          if (isBroken) throw new Error('the clipboard is busy')
        },
      },
      () => locked,
    )
    await expect(copies.copy('static-password')).rejects.toThrow('the clipboard is busy')
    isBroken = false
    await vi.advanceTimersByTimeAsync(30_000)
    expect(clipboard.state.text).toBe('')
    await copies.copy('another')
    expect(clipboard.state.text).toBe('another')
  })

  it('stays if the clipboard cannot be read, and the next copy works', async () => {
    let isBroken = true
    const system: SystemClipboard = {
      ...clipboard.system,
      readText: () => (isBroken ? Promise.reject(new Error('the clipboard is busy')) : clipboard.system.readText()),
    }
    copies = createClipboardTimer(system, () => locked)
    await copies.copy('one')
    await vi.advanceTimersByTimeAsync(30_000)
    isBroken = false
    await copies.copy('two')
    await copies.clear()
    expect(clipboard.state.text).toBe('')
  })

  it('is not searched for if nothing was copied, and leaves no timer', async () => {
    const readText = vi.spyOn(clipboard.system, 'readText')
    await copies.clear()
    await createClipboardTimer(undefined, () => false).clear()
    expect(readText).not.toHaveBeenCalled()
    await copies.copy('one')
    await copies.copy('two')
    expect(vi.getTimerCount()).toBe(1)
    await copies.clear()
    expect([readText.mock.calls.length, vi.getTimerCount()]).toEqual([1, 0])
  })

  it('is distinguished from a longer text, from a part of it and from an empty clipboard', async () => {
    for (const other of ['static-password2', 'static-passwor', '']) {
      await copies.copy('static-password')
      clipboard.copyElsewhere(other)
      await copies.clear()
      expect(clipboard.state.text).toBe(other)
    }
  })

  it('is refused if no clipboard is available', async () => {
    await expect(createClipboardTimer(undefined, () => false).copy('x')).rejects.toMatchObject({ code: 'unsupported' })
  })
})

describe('the clipboard in the core', () => {
  const ends: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  })

  async function open() {
    const vault = await startVault({ dev: true })
    ends.push(() => vault.stop())
    const clipboard = memoryClipboard()
    const test = await startCore({ deps: { clipboard: clipboard.system } })
    ends.push(() => test.stop())
    const profileId = await connectTo(test, vault.address, 'root')
    const at = { profileId, mount: 'secret/', path: 'webapp/config' }
    await value(
      test.client.kv.write({
        at,
        base: { kind: 'new' },
        entries: [
          { key: 'password', json: '"static-password"' },
          { key: 'nested', json: '{"a":[1,2.5],"b":{}}' },
        ],
      }),
    )
    return { test, clipboard, at }
  }

  it('receives a value without passing it through the page', async () => {
    const { test, clipboard, at } = await open()
    expect(await value(test.client.clipboard.copyValue({ at, key: 'password' }))).toEqual({ seconds: 30 })
    expect(clipboard.state).toEqual({ text: 'static-password', secret: true })
    expect(test.crossed.join('\n')).not.toContain('static-password')

    await value(test.client.clipboard.copyValue({ at, version: 1, key: 'nested' }))
    expect(clipboard.state.text).toBe('{\n  "a": [\n    1,\n    2.5\n  ],\n  "b": {}\n}')
    expect(await codeOf(test.client.clipboard.copyValue({ at, key: 'gone' }))).toBe('not-found')
    expect(await codeOf(test.client.clipboard.copyValue({ at, version: 9, key: 'password' }))).toBe('not-found')
  })

  it('is cleared by a lock and by the exit', async () => {
    const { test, clipboard, at } = await open()
    await value(test.client.clipboard.copyValue({ at, key: 'password' }))
    await test.core.lock()
    expect(clipboard.state.text).toBe('')
    expect(await codeOf(test.client.clipboard.copyShown({ text: 'x' }))).toBe('locked')

    await value(test.client.app.unlock({}))
    await value(test.client.clipboard.copyShown({ text: 'PASSWORD=static-password' }))
    expect(clipboard.state).toEqual({ text: 'PASSWORD=static-password', secret: true })
    await test.core.close()
    expect(clipboard.state.text).toBe('')
  })

  it('receives the keys of a new server the same way', async () => {
    const vault = await startVault()
    ends.push(() => vault.stop())
    const clipboard = memoryClipboard()
    const test = await startCore({ deps: { clipboard: clipboard.system } })
    ends.push(() => test.stop())
    const { id: profileId } = await value(test.client.connections.add({ profile: draftOf(vault.address) }))
    const ceremony = await value(
      test.client.server.initialize({ profileId, shares: 1, threshold: 1, keepIn: { how: 'memory' } }),
    )
    await value(test.client.clipboard.copyCeremonyItem({ ceremonyId: ceremony.id, item: 'root-token' }))
    expect(clipboard.state).toMatchObject({ text: expect.stringMatching(/^hvs\./), secret: true })
    expect(test.crossed.join('\n')).not.toContain(clipboard.state.text)
    await value(test.client.clipboard.copyCeremonyItem({ ceremonyId: ceremony.id, item: 1 }))
    expect(clipboard.state.text).toMatch(/^[A-Za-z0-9+/=]{44}$/)
    const none = test.client.clipboard.copyCeremonyItem({ ceremonyId: ceremony.id, item: 2 })
    expect(await codeOf(none)).toBe('not-found')
  })
})

describe('the text of a value', () => {
  it('is the same in the core and on the page', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (given) => {
        const json = JSON.stringify(given)
        // Numeric keys come first in an object, so the core must keep the order of the source.
        expect(valueAsText(json)).toBe(textOfJson(JSON.stringify(JSON.parse(json))))
      }),
    )
    for (const json of ['12345678901234567890', '1.0', '[1e400,-0]', '"a\\nb"', 'null', 'true', '""']) {
      expect(valueAsText(json)).toBe(textOfJson(json))
    }
  })
})
