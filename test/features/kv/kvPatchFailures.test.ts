/**
 * A patch that fails for a reason other than a missing capability: the reason is reported, and nothing else is written.
 */
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import type { ErrorCode } from '../../../electron/contract/result.ts'
import type { CallContext } from '../../../electron/core/handler.ts'
import { patchHandler } from '../../../electron/features/kv/kvPatch.ts'
import { neverAborts } from '../../../electron/base/async/neverAborts.ts'
import type { Services } from '../../../electron/core/services.ts'
import type { VaultSession } from '../../../electron/vault/session.ts'

const context: CallContext = { signal: neverAborts, warn: () => undefined }
const at = { profileId: '5c1d6b1e-0000-4000-8000-000000000001', mount: 'secret/', path: 'a' }
const failing = (code: ErrorCode | 'fault') =>
  code === 'fault' ? new TypeError('a fault of the app') : new Failure(code, 'why')

interface World {
  /** The outcomes of a PATCH, a read and a POST; undefined means success. */
  readonly patch?: ErrorCode | 'fault'
  readonly read?: ErrorCode | 'fault'
  readonly isDeleted?: boolean
}

/** Patches one key with an object, which needs the current secret, or with a string, which does not. */
async function patching({ patch, read, isDeleted = false }: World, json: string) {
  const sent: string[] = []
  const session: VaultSession = {
    request: async ({ method }) => {
      sent.push(method)
      if (method === 'PATCH' && patch !== undefined) throw failing(patch)
      return { status: 200, body: { data: { version: 2 } }, warnings: [], latencyMs: 1 }
    },
  }
  const services = {
    kvAccess: {
      inMount: async (_at: unknown, _context: unknown, work: (...given: unknown[]) => unknown) =>
        work(session, { mount: 'secret/', kvVersion: 2 }),
      read: async () => {
        sent.push('read')
        if (read !== undefined) throw failing(read)
        return { secret: { state: isDeleted ? 'deleted' : 'current' }, data: new Map([['stays', 'here']]) }
      },
    },
    secretValueCache: { get: () => null },
    capabilities: { may: async () => null },
  } as unknown as Services
  const asked = patchHandler(services)(
    { at, set: [{ key: 'k', json }], remove: [], base: { kind: 'version', version: 1 } },
    context,
  )
  const outcome = await asked.then(
    ({ how }) => how,
    (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
  )
  return [outcome, ...sent]
}

const text = '"new"'
const object = '{"a":1}'
const others = [
  'connection-lost',
  'timeout',
  'server-error',
  'sealed',
  'token-expired',
  'canceled',
  'cas-mismatch',
] as const

describe('a patch', () => {
  it('becomes a write if the server does not support PATCH', async () => {
    expect(await patching({}, text)).toEqual(['patch', 'PATCH'])
    for (const patch of ['permission-denied', 'unsupported'] as const) {
      expect(await patching({ patch }, text)).toEqual(['write', 'PATCH', 'read', 'POST'])
      expect(await patching({ patch }, object)).toEqual(['write', 'read', 'PATCH', 'POST'])
    }
  })

  it.each([...others, 'fault' as const])(
    'that ends in %s reports that, and nothing is written instead',
    async (patch) => {
      const said = patch === 'fault' ? 'TypeError: a fault of the app' : patch
      expect(await patching({ patch }, text)).toEqual([said, 'PATCH'])
      expect(await patching({ patch }, object)).toEqual([said, 'read', 'PATCH'])
    },
  )

  it.each([...others, 'fault' as const])('whose secret cannot be read because of %s reports that', async (read) => {
    const said = read === 'fault' ? 'TypeError: a fault of the app' : read
    expect(await patching({ patch: 'permission-denied', read }, text)).toEqual([said, 'PATCH', 'read'])
    expect(await patching({ read }, object)).toEqual([said, 'read'])
  })

  it.each(['permission-denied', 'unsupported', 'not-found'] as const)(
    'whose secret may not be read (%s) is refused for the capability that it would need',
    async (read) => {
      expect(await patching({ patch: 'permission-denied', read }, text)).toEqual(['permission-denied', 'PATCH', 'read'])
      expect(await patching({ read }, object)).toEqual(['unsupported', 'read'])
    },
  )

  it('is not based on a deleted version', async () => {
    expect(await patching({ isDeleted: true }, object)).toEqual(['unsupported', 'read'])
  })
})
