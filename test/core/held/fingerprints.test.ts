import { describe, expect, it } from 'vitest'
import { createFingerprints } from '../../../electron/core/held/fingerprints.ts'
import { parseJson } from '../../../electron/base/json/json.ts'

/** The contents of a sealed store, and whether it can be written. */
function storeOver(kept: Map<string, string>, writable = true) {
  return {
    read: (name: string) => Promise.resolve(kept.get(name) ?? null),
    write: (name: string, content: string) => {
      if (!writable) return Promise.reject(new Error('the disk is full'))
      kept.set(name, content)
      return Promise.resolve()
    },
  }
}
const data = new Map<string, unknown>([
  ['user', 'static-user'],
  ['id', parseJson('12345678901234567890')],
])

describe('the fingerprint of a secret without versions', () => {
  it('is the same after a restart, in any order of the keys', async () => {
    const kept = new Map<string, string>()
    const before = await createFingerprints(storeOver(kept)).of(data)
    const after = await createFingerprints(storeOver(kept)).of(new Map([...data].toReversed()))
    expect(after).toBe(before)
  })

  it('matches that of earlier versions, which their drafts contain', async () => {
    const kept = new Map([['fingerprint-key', 'the key of a test']])
    expect(await createFingerprints(storeOver(kept)).of(data)).toBe('kKTNYIk3XcHUAQYhy6N4XnpO-snvP3QLpFVJm4gZ37c')
  })

  it('differs when a digit has changed', async () => {
    const fingerprints = createFingerprints(storeOver(new Map()))
    const changed = new Map(data).set('id', parseJson('12345678901234567891'))
    expect(await fingerprints.of(changed)).not.toBe(await fingerprints.of(data))
  })

  it('reveals nothing without the key', async () => {
    const here = await createFingerprints(storeOver(new Map())).of(data)
    const elsewhere = await createFingerprints(storeOver(new Map())).of(data)
    expect(elsewhere).not.toBe(here)
  })

  it('is the same for two concurrent requests, and when nothing can be written', async () => {
    for (const writable of [true, false]) {
      const fingerprints = createFingerprints(storeOver(new Map(), writable))
      const [one, two] = await Promise.all([fingerprints.of(data), fingerprints.of(data)])
      expect(two).toBe(one)
      expect(await fingerprints.of(data)).toBe(one)
    }
  })
})
