/** Entries that can be erased, step by step: a store and keys in memory that fail when a test says so. */
import { beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import { bodyOf, empty, isErased, openText, sealedText } from '../../../electron/storage/keychain/erasableBody.ts'
import { createErasable } from '../../../electron/storage/keychain/erasable.ts'
import { createErasableStore } from '../../../electron/storage/keychain/erasableStore.ts'
import type { OwnKeys } from '../../../electron/storage/keychain/ownKeys.ts'
import type { SealedStore } from '../../../electron/storage/keychain/sealedStore.ts'
import { outcomeOf } from '../../core/outcome.ts'
import { randomBytes } from 'node:crypto'

const name = 'ceremony:1:a'
const code = (code: string) => expect.objectContaining({ code })
const unwritable = new Failure('file-unwritable', 'no space')
const refused = new Failure('keychain-refused', 'refused')

let texts: Map<string, string>
let kept: Map<string, Buffer>
let erasedNames: string[]
let warned: string[]
/** The steps so far; a test can put a failure in front of one. */
let steps: string[]
let failing: Map<string, Error>
let isLocked: boolean
/** Called before each step. */
let before: (step: string) => void
beforeEach(() => {
  texts = new Map()
  kept = new Map()
  erasedNames = []
  warned = []
  steps = []
  failing = new Map()
  isLocked = false
  before = () => undefined
})

function step(what: string): void {
  steps.push(what)
  before(what)
  const problem = failing.get(what)
  if (problem !== undefined) throw problem
}
const store = {
  get locked() {
    return isLocked
  },
  state: () => ({ kind: 'keychain' as const, putAside: [] }),
  read: async (entry: string) => {
    step('read')
    return texts.get(entry) ?? null
  },
  write: async (entry: string, content: string) => {
    step('write')
    texts.set(entry, content)
  },
  remove: async (entry: string) => {
    step('remove')
    texts.delete(entry)
  },
  names: async (prefix: string) => {
    step('names')
    return [...texts.keys()].filter((each) => each.startsWith(prefix))
  },
}
const keys: OwnKeys = {
  read: async (_entry, id) => {
    step('read key')
    const key = kept.get(id)
    return key === undefined ? null : Buffer.from(key)
  },
  write: async (_entry, id, key) => {
    step('write key')
    kept.set(id, Buffer.from(key))
  },
  remove: async (_entry, id) => {
    step('remove key')
    kept.delete(id)
  },
}
const log = {
  debug: () => undefined,
  info: () => undefined,
  error: () => undefined,
  warn: (_fields: unknown, message: string) => void warned.push(message),
}
/** A start of the app over the same store. */
const start = () =>
  createErasable({
    store,
    prefix: 'ceremony:',
    keys,
    folder: '/nowhere',
    log,
    onErase: async (entry) => void erasedNames.push(entry),
  })
const body = (entry = name) => bodyOf(texts.get(entry) ?? '')
const keptWithCopy = 'a new key could not be kept; the entry keeps the one that it has'
const droppedLater = 'the key of an erased entry could not be dropped; the next unlock tries again'

describe('an entry', () => {
  it('is null until it is written, and is sealed under its own key', async () => {
    const erasable = start()
    expect(await erasable.read(name)).toBeNull()
    await erasable.write(name, 'new keys', false)
    expect(await erasable.read(name)).toBe('new keys')
    const { ownKey, drop, sealed, plain } = body()
    expect([kept.has(ownKey ?? ''), kept.size, drop, plain]).toEqual([true, 1, [], null])
    expect(Buffer.from(sealed ?? '', 'base64').includes('new keys')).toBe(false)
    expect(kept.get(ownKey ?? '')?.length).toBe(32)
    expect(await start().read(name)).toBe('new keys')
    expect(warned).toEqual([])
  })

  it('keeps its key if older copies are allowed to open', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    const { ownKey } = body()
    steps = []
    await erasable.write(name, 'two', false)
    expect([await erasable.read(name), body().ownKey]).toEqual(['two', ownKey])
    // The key is in memory, and one write is enough.
    expect(steps.filter((each) => each !== 'read')).toEqual(['write'])
    await start().write(name, 'three', false)
    expect([await start().read(name), body().ownKey, kept.size]).toEqual(['three', ownKey, 1])
  })

  it('gets a new key if no older copy is allowed to open, and its old key is dropped', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    const [old, { ownKey }] = [texts.get(name) ?? '', body()]
    await erasable.write(name, 'two', true)
    expect([await erasable.read(name), kept.size, kept.has(ownKey ?? ''), body().drop]).toEqual(['two', 1, false, []])
    texts.set(name, old)
    await expect(erasable.read(name)).rejects.toEqual(code('file-unreadable'))
    await expect(start().read(name)).rejects.toEqual(code('file-unreadable'))
  })

  it('announces each key before it is created', async () => {
    const announced: unknown[] = []
    before = (what) => {
      if (what === 'write key') announced.push(body())
    }
    const erasable = start()
    await erasable.write(name, 'one', false)
    const { ownKey } = body()
    await erasable.write(name, 'two', true)
    expect(announced).toEqual([
      { ...empty, drop: [expect.any(String)] },
      expect.objectContaining({ ownKey, drop: [body().ownKey], sealed: expect.any(String) }),
    ])
  })

  it('is gone after it was removed, together with its key and all related files', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    const old = texts.get(name) ?? ''
    await erasable.remove(name)
    expect([await erasable.read(name), texts.size, kept.size, erasedNames]).toEqual([null, 0, 0, [name]])
    texts.set(name, old)
    await expect(erasable.read(name)).rejects.toEqual(code('file-unreadable'))
    await erasable.remove('ceremony:1:nothing')
    expect([erasedNames, warned]).toEqual([[name], []])
  })

  it('of an older version has no key until it is written', async () => {
    texts.set(name, '{"an":"older version"}')
    const erasable = start()
    expect(await erasable.read(name)).toBe('{"an":"older version"}')
    await erasable.write(name, 'two', false)
    expect([await erasable.read(name), kept.size, body().plain]).toEqual(['two', 1, null])
    texts.set(name, 'older version')
    await erasable.remove(name)
    expect([texts.size, erasedNames]).toEqual([0, []])
  })

  it('that is unreadable can be replaced and removed, but not read', async () => {
    const damaged = new Failure('file-unreadable', 'damaged')
    const erasable = start()
    failing.set('read', damaged)
    await expect(erasable.read(name)).rejects.toEqual(code('file-unreadable'))
    texts.set(name, 'damaged')
    await erasable.remove(name)
    expect(texts.size).toBe(0)
    let reads = 0
    before = (what) => {
      if (what === 'read' && ++reads > 2) failing.delete('read')
    }
    await erasable.write(name, 'one', false)
    expect([await erasable.read(name), kept.size]).toEqual(['one', 1])
  })

  it('with damaged content is not treated as one without a key', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    texts.set(name, JSON.stringify({ ...body(), sealed: Buffer.from('damaged').toString('base64') }))
    for (const each of [erasable, start()]) await expect(each.read(name)).rejects.toEqual(code('file-unreadable'))
  })

  it('is not replaced because of another error', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    failing.set('read', unwritable)
    await expect(erasable.write(name, 'two', false)).rejects.toBe(unwritable)
    await expect(erasable.remove(name)).rejects.toBe(unwritable)
    failing.clear()
    expect(await erasable.read(name)).toBe('one')
  })

  it('is written one change after the other', async () => {
    const erasable = start()
    await Promise.all(['one', 'two', 'three'].map((content) => erasable.write(name, content, false)))
    expect([await erasable.read(name), kept.size]).toEqual(['three', 1])
    const removing = erasable.remove(name)
    await erasable.write(name, 'four', false)
    await removing
    expect(await erasable.read(name)).toBe('four')
  })

  it('is not written while it is being erased', async () => {
    texts.set(name, JSON.stringify({ ...empty, drop: [crypto.randomUUID()] }))
    for (const dropOlder of [true, false]) {
      await expect(start().write(name, 'two', dropOlder)).rejects.toEqual(code('not-found'))
    }
    expect([await start().read(name), kept.size]).toEqual([null, 0])
    let reads = 0
    texts.delete(name)
    // Another store begins to erase it between two checks.
    before = (what) => {
      if (what === 'read' && ++reads === 2) texts.set(name, JSON.stringify({ ...empty, drop: [crypto.randomUUID()] }))
    }
    await expect(start().write(name, 'two', false)).rejects.toEqual(code('not-found'))
  })
})

describe('a key that cannot be stored', () => {
  it.each<[string, () => void]>([
    ['is refused', () => failing.set('write key', refused)],
    ['is forgotten', () => (before = (what) => (what === 'read key' ? kept.clear() : undefined))],
    [
      'is returned changed',
      () => (before = (what) => (what === 'read key' ? kept.forEach((key) => key.fill(1)) : undefined)),
    ],
  ])('and that %s lets no entry begin', async (_what, prepare) => {
    prepare()
    const erasable = start()
    await expect(erasable.write(name, 'one', false)).rejects.toEqual(code('keychain-refused'))
    failing.clear()
    before = () => undefined
    expect(await erasable.read(name)).toBeNull()
    await start().sweep()
    expect([texts.size, kept.size]).toEqual([0, 0])
  })

  it('leaves an existing entry under its current key', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    const { ownKey } = body()
    failing.set('write key', refused)
    await erasable.write(name, 'two', true)
    failing.clear()
    expect([await erasable.read(name), body().ownKey, warned]).toEqual(['two', ownKey, [keptWithCopy]])
    expect(body().drop).toHaveLength(1)
    expect(await start().read(name)).toBe('two')
    await start().sweep()
    expect([body().drop, await start().read(name)]).toEqual([[], 'two'])
  })

  it('leaves an entry of an older version without one', async () => {
    texts.set(name, 'older version')
    failing.set('write key', refused)
    await start().write(name, 'two', false)
    failing.clear()
    expect([body().plain, body().ownKey, body().sealed, await start().read(name)]).toEqual(['two', null, null, 'two'])
  })

  it('and a lock at the same time write nothing', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    failing.set('write key', refused)
    before = (what) => {
      if (what === 'write key') isLocked = true
    }
    await expect(erasable.write(name, 'two', true)).rejects.toBe(refused)
    failing.clear()
    expect([await start().read(name), warned]).toEqual(['one', []])
  })

  it('is reported as retryable', async () => {
    before = (what) => (what === 'read key' ? kept.clear() : undefined)
    await expect(start().write(name, 'one', false)).rejects.toMatchObject({ error: { retryable: true } })
  })
})

describe('a key that cannot be dropped', () => {
  it('of a replaced content is dropped by the next sweep', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    failing.set('remove key', refused)
    await erasable.write(name, 'two', true)
    expect([kept.size, body().drop.length, warned]).toEqual([2, 1, [droppedLater]])
    failing.clear()
    await start().sweep()
    expect([kept.size, body().drop, await start().read(name)]).toEqual([1, [], 'two'])
    expect(erasedNames).toEqual([])
  })

  it('is still listed after the next new content', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    failing.set('remove key', refused)
    await erasable.write(name, 'two', true)
    await erasable.write(name, 'three', true)
    await erasable.write(name, 'four', false)
    expect([kept.size, body().drop.length]).toEqual([3, 2])
    failing.clear()
    await erasable.sweep()
    expect([kept.size, await erasable.read(name)]).toEqual([1, 'four'])
  })

  it('of an erased entry is dropped by the next sweep', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    failing.set('remove key', refused)
    await erasable.remove(name)
    expect([await erasable.read(name), texts.size, kept.size, warned]).toEqual([null, 1, 1, [droppedLater]])
    expect(isErased(body())).toBe(true)
    await start().sweep()
    expect(warned).toEqual([droppedLater, droppedLater])
    failing.clear()
    await start().sweep()
    expect([texts.size, kept.size, erasedNames]).toEqual([0, 0, [name]])
  })

  it('of one entry does not prevent the others from being swept', async () => {
    const [one, two] = [crypto.randomUUID(), crypto.randomUUID()]
    texts.set('ceremony:1:a', JSON.stringify({ ...empty, drop: [one] }))
    texts.set('ceremony:1:b', JSON.stringify({ ...empty, drop: [two] }))
    texts.set('other:1', 'not swept')
    let removals = 0
    before = (what) => {
      if (what !== 'remove key') return
      if (++removals === 1) failing.set(what, refused)
      else failing.clear()
    }
    await start().sweep()
    expect([...texts.keys()]).toEqual(['ceremony:1:a', 'other:1'])
  })
})

describe('an entry that is erased', () => {
  it('is removed even if the disk is too full to mark it', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    failing.set('write', unwritable)
    await erasable.remove(name)
    expect([texts.size, kept.size, warned]).toEqual([0, 0, []])
    failing.clear()
    await erasable.write(name, 'two', false)
    failing.set('write', unwritable)
    failing.set('remove key', refused)
    await erasable.remove(name)
    expect([texts.size, kept.size, warned]).toEqual([0, 1, [droppedLater]])
  })

  it('stays if the store is locked', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    failing.set('write', new Failure('locked', 'locked'))
    isLocked = true
    await expect(erasable.remove(name)).rejects.toEqual(code('locked'))
    failing.clear()
    expect([await start().read(name), kept.size]).toEqual(['one', 1])
  })
})

describe('a sweep', () => {
  it('never fails, and does not report a lock', async () => {
    failing.set('names', unwritable)
    await start().sweep()
    expect(warned).toEqual([droppedLater])
    isLocked = true
    await start().sweep()
    expect(warned).toEqual([droppedLater])
  })

  it('leaves complete entries and those of older versions unchanged', async () => {
    const erasable = start()
    await erasable.write(name, 'one', false)
    texts.set('ceremony:1:older', 'older version')
    steps = []
    await erasable.sweep()
    expect(steps).toEqual(['names', 'read', 'read'])
    expect([await erasable.read(name), await erasable.read('ceremony:1:older')]).toEqual(['one', 'older version'])
  })

  it('removes an entry that was announced and never written', async () => {
    texts.set(name, JSON.stringify({ ...empty, drop: [crypto.randomUUID()] }))
    await start().sweep()
    expect([texts.size, erasedNames]).toEqual([0, [name]])
  })
})

describe('@boundary a lock', () => {
  it('zero-fills each key in memory, and the next read loads it again', async () => {
    const seen: Buffer[] = []
    const watched: OwnKeys = {
      ...keys,
      read: async (entry, id) => {
        const key = await keys.read(entry, id)
        if (key !== null) seen.push(key)
        return key
      },
    }
    const erasable = createErasable({
      store,
      prefix: '',
      keys: watched,
      folder: '/nowhere',
      log,
      onErase: async () => {},
    })
    await start().write(name, 'one', false)
    await start().write('ceremony:1:b', 'two', false)
    expect([await erasable.read(name), await erasable.read('ceremony:1:b')]).toEqual(['one', 'two'])
    expect(seen.map((key) => key.every((byte) => byte === 0))).toEqual([false, false])
    erasable.dropKeys()
    expect(seen.map((key) => key.every((byte) => byte === 0))).toEqual([true, true])
    expect(await erasable.read(name)).toBe('one')
    expect(seen).toHaveLength(3)
    await erasable.read(name)
    expect(seen).toHaveLength(3)
  })

  it('at any moment of a read never makes a file appear damaged', async () => {
    await start().write(name, 'one', false)
    const outcomes = new Set<string>()
    for (let moments = 0; moments < 12; moments++) {
      const erasable = start()
      await erasable.read(name)
      const reading = outcomeOf(erasable.read(name))
      for (let moment = 0; moment < moments; moment++) await Promise.resolve()
      erasable.dropKeys()
      outcomes.add(await reading)
    }
    expect([...outcomes].filter((outcome) => outcome !== 'ok' && outcome !== 'locked')).toEqual([])
  })

  it('while a key is read keeps no key', async () => {
    await start().write(name, 'one', false)
    const erasable = start()
    before = (what) => (what === 'read key' ? erasable.dropKeys() : undefined)
    await expect(erasable.read(name)).rejects.toEqual(code('locked'))
    before = () => undefined
    expect(await erasable.read(name)).toBe('one')
  })

  it('while a key is created keeps no key, and the entry can be written later', async () => {
    const erasable = start()
    before = (what) => (what === 'write key' ? erasable.dropKeys() : undefined)
    await expect(erasable.write(name, 'one', false)).rejects.toEqual(code('locked'))
    before = () => undefined
    await erasable.sweep()
    expect([texts.size, kept.size]).toEqual([0, 0])
    await erasable.write(name, 'two', false)
    expect(await erasable.read(name)).toBe('two')
  })
})

describe('a key that is dropped while its entry is read', () => {
  it('is replaced by the current key of the entry', async () => {
    await start().write(name, 'one', false)
    const erasable = start()
    let isFirst = true
    let changing: Promise<void> = Promise.resolve()
    const between: OwnKeys = {
      ...keys,
      read: async (entry, id) => {
        if (isFirst) {
          isFirst = false
          changing = erasable.write(name, 'two', true)
          await changing
        }
        return keys.read(entry, id)
      },
    }
    const reading = createErasable({
      store,
      prefix: '',
      keys: between,
      folder: '/nowhere',
      log,
      onErase: async () => {},
    })
    expect(await reading.read(name)).toBe('two')
  })
})

describe('the body of an entry', () => {
  const key = randomBytes(32)
  it('opens only with its key and name', () => {
    const sealed = sealedText(key, name, '새 keys')
    expect(openText(key, name, sealed)).toBe('새 keys')
    expect(() => openText(key, 'ceremony:1:b', sealed)).toThrow(code('file-unreadable'))
    expect(() => openText(randomBytes(32), name, sealed)).toThrow(code('file-unreadable'))
  })

  it.each([
    '',
    'text',
    '{}',
    JSON.stringify({ ...empty, version: 1 }),
    JSON.stringify({ ...empty, ownKey: 'not a UUID' }),
    JSON.stringify({ ...empty, drop: ['not a UUID'] }),
    JSON.stringify({ ...empty, sealed: 'not base64!' }),
    JSON.stringify({ ...empty, more: true }),
  ])('is the content of an older version in %j', (text) => {
    expect(bodyOf(text)).toEqual({ ...empty, plain: text })
  })

  it.each([
    [{}, true],
    [{ sealed: 'AAAA' }, false],
    [{ plain: '' }, false],
    [{ ownKey: crypto.randomUUID(), drop: [crypto.randomUUID()] }, true],
  ])('with %j is erased: %s', (fields, isGone) => {
    const whole = { ...empty, ...fields }
    expect(bodyOf(JSON.stringify(whole))).toEqual(whole)
    expect(isErased(whole)).toBe(isGone)
  })
})

describe('a store with entries that can be erased', () => {
  const make = () => {
    const locks: string[] = []
    const sealed = { ...store, lock: () => void locks.push('store') } as unknown as SealedStore
    let loads = 0
    const erasable = start()
    const made = createErasableStore(sealed, 'ceremony:', async () => {
      loads++
      return { ...erasable, dropKeys: () => void locks.push('keys') }
    })
    return { ...made, locks, loads: () => loads }
  }

  it('gives a key only to entries under the prefix', async () => {
    const made = make()
    await made.store.write('profile:1', 'a token')
    expect([await made.store.read('profile:1'), texts.get('profile:1'), made.loads()]).toEqual([
      'a token',
      'a token',
      0,
    ])
    await made.store.remove('profile:1')
    await made.sweep()
    expect([texts.size, made.loads()]).toEqual([0, 0])
    await made.store.write(name, 'one')
    const { ownKey } = body()
    expect([await made.store.read(name), kept.size]).toEqual(['one', 1])
    await made.store.write(name, 'two')
    expect(body().ownKey).toBe(ownKey)
    await made.store.write(name, 'three', true)
    expect(body().ownKey).not.toBe(ownKey)
    await made.store.remove(name)
    expect([texts.size, kept.size, made.loads()]).toEqual([0, 0, 1])
  })

  it('locks its keys, and sweeps the existing entries', async () => {
    const made = make()
    made.store.lock()
    expect(made.locks).toEqual(['store'])
    texts.set(name, JSON.stringify({ ...empty, drop: [crypto.randomUUID()] }))
    await made.sweep()
    expect(texts.size).toBe(0)
    made.store.lock()
    expect(made.locks).toEqual(['store', 'keys', 'store'])
    failing.set('names', unwritable)
    await made.sweep()
  })
})
