/** The output fence, call by call: which calls may return a held credential, which mask it, and which are withheld. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callsByName } from '../../../electron/contract/contract.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import { createHeldDigests } from '../../../electron/core/held/heldDigests.ts'
import { createOutputFence } from '../../../electron/core/calls/outputFence.ts'

const token = 'hvs.CAESIJtheperson0wnT0kenThatNobodyElseMaySee12345678'
const held = createHeldDigests()
held.hold('session:1', [token])
const fence = createOutputFence(held, () => Promise.resolve())

/** Returned unchanged, each after its own consent. */
const delivers = [
  'custody.exportKeys',
  'custody.reveal',
  'server.exportCeremony',
  'server.revealCeremonyItem',
  'server.saveCeremonyItem',
]
/** Returned after the person has allowed this answer. */
const asks = [
  'cubbyhole.reveal',
  'cubbyhole.saveValue',
  'drafts.read',
  'kubernetesDoctor.revealRead',
  'kv.reveal',
  'kv.saveValue',
]
const masks = new Set(['app', 'connections', 'consent', 'custody', 'places', 'practice', 'server', 'session', 'window'])

function fateOf(call: string, hasConsent: boolean): string {
  try {
    const passed = fence.pass(call, { list: [{ text: `before ${token} after` }] }, hasConsent)
    const text = JSON.stringify(passed)
    if (text.includes(token)) return 'passes'
    return text.includes('before [withheld] after') ? 'masked' : text
  } catch (problem) {
    return problem instanceof Failure ? problem.code : String(problem)
  }
}

describe('@boundary a held token in an answer', () => {
  it.each([...callsByName.keys(), '', 'kv', 'constructor.toString', 'custody.', 'custody.revealed', 'toString'])(
    'passes through %s only where that is the purpose of the call',
    (call) => {
      const usual = masks.has(call.slice(0, call.indexOf('.'))) ? 'masked' : 'answer-withheld'
      const isHandedOver = delivers.includes(call)
      expect(fateOf(call, false)).toBe(isHandedOver ? 'passes' : usual)
      expect(fateOf(call, true)).toBe(isHandedOver || asks.includes(call) ? 'passes' : usual)
    },
  )

  it('is checked with calls that exist in the contract', () => {
    expect([...delivers, ...asks].filter((call) => !callsByName.has(call))).toEqual([])
  })

  it('is found in a text, in the name of a member and in a list', () => {
    const place = fc.constantFrom<(value: unknown) => unknown>(
      (value) => [1, null, value],
      (value) => ({ a: value }),
      (value) => ({ [`key ${token}`]: 1, other: typeof value }),
      (value) => `${JSON.stringify(value)} and more`,
    )
    fc.assert(
      fc.property(fc.array(place, { maxLength: 5 }), fc.boolean(), (places, isInText) => {
        const value = places.reduce<unknown>((inner, put) => put(inner), isInText ? token : `x${token}x`)
        expect(fence.holds(value)).toBe(true)
        expect(JSON.stringify(fence.pass('app.state', value, false))).not.toContain(token)
        expect(fence.holdersIn(value)).toEqual([{ owner: 'session:1', boundTo: '' }])
      }),
    )
  })

  it('is masked in warnings and in every part of an error', () => {
    expect(fence.passWarnings([`a ${token}`, 'plain'])).toEqual(['a [withheld]', 'plain'])
    const error = fence.passError({
      code: 'rejected',
      message: `no ${token}`,
      retryable: false,
      vaultErrors: [token],
      issues: [{ path: token, message: token }],
    })
    expect(JSON.stringify(error)).not.toContain(token)
    expect(error).toMatchObject({ code: 'rejected', message: 'no [withheld]', retryable: false })
  })

  it('leaves an answer without a held token unchanged', () => {
    const value = { a: [1, null, true, 'hvs.'], b: { c: 'plain' } }
    for (const call of ['kv.read', 'app.state', 'custody.reveal']) expect(fence.pass(call, value, false)).toBe(value)
  })
})
