/** The type of an attack, and the requests that attacks consist of. */
import type { Dialect } from '../../policy/dialect.ts'
import type { EscalationWay } from '../../policy/escalationRoutes.ts'
import { type Attacker, type EscalationWorld, tokenIn } from './escalationWorld.ts'

export interface Attack {
  readonly way: EscalationWay
  /** `OWN` is replaced with the policy's own name and its holder's name. */
  readonly policy: string
  readonly withDefault?: boolean
  readonly only?: Dialect
  /** Policies with which the same requests achieve nothing. */
  readonly misses: readonly string[]
  /** Returns a token that may be root; null if the server refused. */
  run(attacker: Attacker, world: EscalationWorld): Promise<string | null>
  undo?(world: EscalationWorld, attacker: Attacker): Promise<unknown>
}

export const rule = (path: string, ...capabilities: string[]): string =>
  `path "${path}" { capabilities = ${JSON.stringify(capabilities)} }\n`
export const limited = (path: string, capability: string, parameters: string): string =>
  `path "${path}" { capabilities = ["${capability}"] ${parameters} }\n`

/** Sends the request, then uses its result. */
export const send =
  (method: string, path: string | ((attacker: Attacker, world: EscalationWorld) => string), body: unknown) =>
  async (attacker: Attacker, world: EscalationWorld) =>
    attacker.ask(
      method,
      typeof path === 'string' ? path : path(attacker, world),
      typeof body === 'function' ? (body as (a: Attacker, w: EscalationWorld) => unknown)(attacker, world) : body,
    )

type Send = ReturnType<typeof send>
export const after =
  (
    request: Send,
    next: (attacker: Attacker, world: EscalationWorld) => Promise<string | null> | string | null,
  ): Attack['run'] =>
  async (attacker, world) => {
    await request(attacker, world)
    return next(attacker, world)
  }

/** Returns the attacker's token, or the next one after signing in. */
export const itself = ({ token }: Attacker): string => token
export const again = (attacker: Attacker): Promise<string | null> => attacker.signIn()
export const signInAt =
  (path: string, body: unknown) =>
  async (_: Attacker, world: EscalationWorld): Promise<string | null> =>
    tokenIn(await world.request(null, 'POST', path, body))

/** Creates an alias of the attacker for an administrator's entity. */
export const asBoss = (attacker: Attacker, world: EscalationWorld) => ({
  name: attacker.user,
  mount_accessor: world.accessor['userpass'],
  canonical_id: attacker.boss,
})

export const policies = ['admin']
