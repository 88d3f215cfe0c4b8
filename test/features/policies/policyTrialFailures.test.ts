/** A trial that fails midway: the failure is reported, and the token of the trial is revoked in any case. */
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../electron/contract/failure.ts'
import type { ErrorCode } from '../../../electron/contract/result.ts'
import { neverAborts } from '../../../electron/base/async/neverAborts.ts'
import { tryPolicy, type Trial } from '../../../electron/features/policies/policyTrial.ts'
import type { VaultSession } from '../../../electron/vault/session.ts'
import type { Transport } from '../../../electron/vault/transport.ts'

type Outcome = ErrorCode | 'fault' | number
const token = 'hvs.theTokenOfATrial'

/**
 * Runs a trial on a server on which `capabilities` and `request` have these outcomes; numbers are refusals with this
 * status.
 */
async function trying(
  { capabilities, request }: { readonly capabilities?: Outcome; readonly request?: Outcome },
  operation: Trial['operation'] = 'read',
  signal = neverAborts,
) {
  const sent: string[] = []
  const end = (outcome: Outcome | undefined): void => {
    if (outcome === undefined) return
    if (outcome === 'fault') throw new TypeError('a fault of the app')
    if (typeof outcome === 'string') throw new Failure(outcome, 'why')
    throw new Failure('rejected', 'why', { status: outcome })
  }
  const answer = (body: unknown) => ({ status: 200, body, warnings: [], latencyMs: 1 })
  const session: VaultSession = {
    request: async ({ path }) => {
      sent.push(path)
      if (path === 'auth/token/create') return answer({ auth: { client_token: token } })
      if (path === 'sys/capabilities') end(capabilities)
      return answer({ data: { capabilities: ['read'] } })
    },
  }
  const transport = {
    request: async ({ path }: { readonly path: string }) => {
      sent.push(`${path} as the trial`)
      end(request)
      return answer({ data: {} })
    },
  } as unknown as Transport
  const trial: Trial = { policy: 'ops', path: 'secret/data/a', operation, isKv2Data: true }
  const outcome = await tryPolicy(session, transport, trial, signal).then(
    ({ verdict, how }) => `${verdict} by ${how}`,
    (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
  )
  return { outcome, sent }
}

const begun = ['auth/token/create', 'sys/capabilities']
const ended = 'auth/token/revoke'
const others = [
  'connection-lost',
  'timeout',
  'server-error',
  'sealed',
  'token-expired',
  'answer-invalid',
  'canceled',
] as const
const said = (outcome: string) => (outcome === 'fault' ? 'TypeError: a fault of the app' : outcome)

describe('a trial of a policy', () => {
  it('succeeds, and continues if the token cannot read its capabilities', async () => {
    const all = [...begun, 'secret/data/a as the trial', ended]
    expect(await trying({})).toEqual({ outcome: 'allowed by request', sent: all })
    expect(await trying({ capabilities: 'permission-denied' })).toEqual({ outcome: 'allowed by request', sent: all })
    expect(await trying({}, 'delete')).toEqual({ outcome: 'refused by reckoned', sent: [...begun, ended] })
    expect((await trying({ capabilities: 'permission-denied' }, 'delete')).outcome).toBe('unknown by reckoned')
  })

  it.each([...others, 'fault' as const])(
    'ends in %s if reading its capabilities does, and sends nothing more',
    async (capabilities) => {
      for (const operation of ['read', 'delete'] as const) {
        expect(await trying({ capabilities }, operation)).toEqual({
          outcome: said(capabilities),
          sent: [...begun, ended],
        })
      }
    },
  )

  it.each([...others, 'fault' as const])('ends in %s if its request does', async (request) => {
    const { outcome, sent } = await trying({ request })
    expect([outcome, sent.at(-1)]).toEqual([said(request), ended])
  })

  it.each([
    [403, 'refused'],
    [404, 'allowed'],
    [400, 'allowed'],
  ])('that the server answers with %i is %s', async (request, verdict) => {
    const { outcome, sent } = await trying({ request })
    expect([outcome, sent.at(-1)]).toEqual([`${verdict} by request`, ended])
  })

  it('of a closed page ends before it begins', async () => {
    const { outcome, sent } = await trying({}, 'read', AbortSignal.abort())
    expect([outcome, sent]).toEqual(['canceled', ['auth/token/create', ended]])
  })
})
