/**
 * Writing a whole secret: with check-and-set in KV 2, after a read of the secret in KV 1. The test plays the server.
 */
import { describe, expect, it } from 'vitest'
import { neverAborts } from '../../../electron/base/async/neverAborts.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import type { WriteBase } from '../../../electron/contract/kv.ts'
import type { ErrorCode } from '../../../electron/contract/result.ts'
import type { CallContext } from '../../../electron/core/handler.ts'
import type { Services } from '../../../electron/core/services.ts'
import { casOf, writeHandler } from '../../../electron/features/kv/kvWrite.ts'
import { refuseIfChanged } from '../../../electron/features/kv/refuseIfChanged.ts'
import type { VaultSession } from '../../../electron/vault/session.ts'

const context: CallContext = { signal: neverAborts, warn: () => undefined }
const at = { profileId: '5c1d6b1e-0000-4000-8000-000000000001', mount: 'secret/', path: 'a' }
const entries = [{ key: 'k', json: '1.0' }]

interface World {
  readonly kvVersion?: 1 | 2
  /** The fingerprint of the values at the path, or the failure of a read. */
  readonly holds?: string | { readonly fails: ErrorCode }
}

/** `sent`: the reads and writes, the requested ways and the cleared cache entries, in their order. */
function world({ kvVersion = 1, holds = { fails: 'not-found' } }: World) {
  const sent: string[] = []
  const session: VaultSession = {
    request: async ({ method, path, body }) => {
      sent.push(`${method} ${path} ${(body as { raw: string }).raw}`)
      return { status: 200, body: { data: { version: 8 } }, warnings: [], latencyMs: 1 }
    },
  }
  const services = {
    kvAccess: {
      inMount: async (_at: unknown, _context: unknown, work: (...given: unknown[]) => unknown, how: unknown) => {
        sent.push(String(how))
        return work(session, { mount: 'secret/', kvVersion })
      },
      read: async (_at: unknown, version: unknown) => {
        sent.push(`read ${String(version)}`)
        if (typeof holds !== 'string') throw new Failure(holds.fails, 'why')
        return { data: holds }
      },
    },
    fingerprints: { of: async (data: unknown) => data },
    secretValueCache: { forgetSecret: () => void sent.push('forget') },
  } as unknown as Services
  return { services, sent }
}

const outcomeOf = (promise: PromiseLike<unknown>) =>
  Promise.resolve(promise).catch((problem: unknown) => (problem instanceof Failure ? problem.code : problem))

async function writing(base: WriteBase, of: World) {
  const { services, sent } = world(of)
  const call = writeHandler(services)({ at, entries, base }, context)
  return { outcome: await outcomeOf(Promise.resolve(call)), sent }
}

const fingerprint = (text: string): WriteBase => ({ kind: 'fingerprint', fingerprint: text })
const version: WriteBase = { kind: 'version', version: 7 }
const post = 'POST secret/a {"k":1.0}'

describe('a write', () => {
  it.each<[WriteBase, string]>([
    [{ kind: 'new' }, ',"options":{"cas":0}'],
    [version, ',"options":{"cas":7}'],
    [{ kind: 'blind' }, ''],
  ])('leaves the comparison to the server in KV 2: %j', async (base, option) => {
    const { outcome, sent } = await writing(base, { kvVersion: 2 })
    expect([outcome, sent]).toEqual([{ version: 8 }, ['change', `POST secret/data/a {"data":{"k":1.0}${option}}`]])
  })

  it('reads the secret first in KV 1, and clears what was cached of it', async () => {
    const known = await writing(fingerprint('f'), { holds: 'f' })
    expect([known.outcome, known.sent]).toEqual([{}, ['change', 'read undefined', post, 'forget']])
    const fresh = await writing({ kind: 'new' }, {})
    expect([fresh.outcome, fresh.sent]).toEqual([{}, ['change', 'read undefined', post, 'forget']])
    const blind = await writing({ kind: 'blind' }, { holds: 'f' })
    expect([blind.outcome, blind.sent]).toEqual([{}, ['change', post, 'forget']])
  })

  it.each<[string, WriteBase, World]>([
    ['in KV 1 when the secret was changed', fingerprint('f'), { holds: 'g' }],
    ['in KV 1 when the secret was removed', fingerprint('f'), {}],
    ['in KV 1 when the path of a new secret is taken', { kind: 'new' }, { holds: 'f' }],
    ['in KV 1 when the edit was based on KV 2', version, { holds: 'f' }],
    ['in KV 2 when the edit was based on KV 1', fingerprint('f'), { kvVersion: 2, holds: 'f' }],
  ])('sends nothing %s', async (_when, base, of) => {
    const { outcome, sent } = await writing(base, of)
    expect([outcome, sent.filter((each) => each !== 'change' && !each.startsWith('read'))]).toEqual([
      'cas-mismatch',
      [],
    ])
  })
})

describe('the base of a write in KV 2', () => {
  it('is a number for check-and-set, or nothing to compare', () => {
    expect([casOf({ kind: 'new' }), casOf(version), casOf({ kind: 'blind' })]).toEqual([0, 7, 'blind'])
    expect(() => casOf(fingerprint('f'))).toThrow('The KV version of this mount changed')
  })
})

describe('the check before a change', () => {
  const look = (found: World['holds'], expected: string | null) =>
    outcomeOf(refuseIfChanged(world(found === undefined ? {} : { holds: found }).services, at, expected, context))

  it('accepts only what the change is based on', async () => {
    expect(await look('f', 'f')).toBeUndefined()
    expect(await look({ fails: 'not-found' }, null)).toBeUndefined()
    expect(await look('g', 'f')).toBe('cas-mismatch')
    expect(await look('g', null)).toBe('cas-mismatch')
    expect(await look({ fails: 'not-found' }, 'f')).toBe('cas-mismatch')
  })

  it.each(['permission-denied', 'sealed', 'connection-lost'] as const)(
    'that ends in %s reports that',
    async (fails) => {
      expect(await look({ fails }, 'f')).toBe(fails)
      expect(await look({ fails }, null)).toBe(fails)
    },
  )
})
