/** States of time: the servers allow 60 seconds, and fill in missing times of a token. */
import type { ReasonCode } from '../../../electron/contract/kubernetesDoctor.ts'
import type { State, StateWorld } from './state.ts'

/** Claims in seconds from now; null omits one. */
type Times = Readonly<Record<'iat' | 'nbf' | 'exp', number | null>>

const timed =
  (times: Times) =>
  async ({ signed }: StateWorld) => {
    const now = Math.floor(Date.now() / 1000)
    const claims = Object.entries(times).map(([name, at]) => [name, at === null ? undefined : now + at])
    return { token: await signed(Object.fromEntries(claims) as Record<string, number | undefined>) }
  }

const state = (name: string, times: Times, ...certain: ReasonCode[]): State => ({
  name: `with a token ${name}`,
  make: timed(times),
  first: certain[0] ?? null,
  certain,
})

export const timeStates: readonly State[] = [
  state('that expired an hour ago', { iat: -7200, nbf: -7200, exp: -3600 }, 'expired'),
  state('that expired 90 seconds ago', { iat: -690, nbf: -690, exp: -90 }, 'expired'),
  state('that expired 30 seconds ago', { iat: -630, nbf: -630, exp: -30 }),
  state('that begins in an hour', { iat: 3600, nbf: 3600, exp: 7200 }, 'not-yet-valid'),
  state('that begins in 2 minutes', { iat: 0, nbf: 120, exp: 720 }, 'not-yet-valid'),
  state('that begins in 30 seconds', { iat: 0, nbf: 30, exp: 630 }),
  state('that was issued 2 minutes in the future', { iat: 120, nbf: 0, exp: 720 }, 'not-yet-valid'),
  state('that was issued 30 seconds in the future', { iat: 30, nbf: 0, exp: 630 }),
  state('without an expiry, issued now', { iat: 0, nbf: null, exp: null }),
  state('without an expiry, issued 5 minutes ago', { iat: -300, nbf: null, exp: null }, 'expired'),
  state('without an expiry, issued 3 minutes ago', { iat: -180, nbf: null, exp: null }),
  state('without an expiry that began now', { iat: -3600, nbf: 0, exp: null }),
  state('with nothing but an expiry in 10 minutes', { iat: null, nbf: null, exp: 600 }, 'not-yet-valid'),
  state('with nothing but an expiry in 3 minutes', { iat: null, nbf: null, exp: 180 }),
  state('without any time', { iat: null, nbf: null, exp: null }),
]
