/**
 * The interpretation of an answer for the clients of several APIs: an empty answer, the server's text, a wrapped
 * answer.
 */
import { describe, expect, it } from 'vitest'
import { notFound, refuseWrapped, saysNothingHere } from '../../electron/vault/responseChecks.ts'
import type { VaultAnswer } from '../../electron/vault/transport.ts'

const answer = (body: unknown, status = 200): VaultAnswer => ({ status, body, warnings: [], latencyMs: 1 })

describe('an answer', () => {
  it('reports that nothing is at the path, or that the mount does not exist', () => {
    const says = (status: number, body: unknown) => saysNothingHere(answer(body, status))
    expect([says(404, { errors: [] }), says(404, {})]).toEqual([true, true])
    expect([says(200, {}), says(404, { errors: ['x'] }), says(404, undefined), says(404, [])]).not.toContain(true)
  })

  it('includes the server’s text if there is one', () => {
    expect(notFound(answer({ errors: ['a', 7, 'b'] }), 'x').error).toMatchObject({
      vaultErrors: ['a', 'b'],
      status: 404,
    })
    for (const body of [undefined, {}, { errors: [] }, ['errors']])
      expect(notFound(answer(body), 'x').error).not.toHaveProperty('vaultErrors')
  })

  it('is wrapped only if it has wrapping information', () => {
    for (const body of [undefined, {}, { wrap_info: null }, { wrap_info: 'x' }, { wrap_info: [] }, ['wrap_info']])
      expect(() => refuseWrapped(answer(body))).not.toThrow()
    expect(() => refuseWrapped(answer({ wrap_info: {} }))).toThrow('approval')
  })
})
