/** Which connection an error belongs to: a page may call the server of another connection than the one it shows. */
import type { CallError, Result } from '../../electron/contract/result.ts'

const connections = new WeakMap<CallError, string>()

/** Records the connection that a call's input names, if the call failed. Returns the result. */
export function noteConnection<T>(result: Result<T>, input: unknown): Result<T> {
  const profileId = profileIdIn(input) ?? profileIdIn(memberOf(input, 'at'))
  if (!result.ok && profileId !== null) connections.set(result.error, profileId)
  return result
}

/** Returns the id of the connection whose call failed with this error, or null if the call named none. */
export const connectionOf = (error: CallError): string | null => connections.get(error) ?? null

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

function profileIdIn(input: unknown): string | null {
  const profileId = memberOf(input, 'profileId')
  return typeof profileId === 'string' ? profileId : null
}
