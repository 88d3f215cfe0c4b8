/** The headers that identify the sender of requests to an API server. */
import { Failure } from '../contract/failure.ts'
import type { User } from './kubeconfigSchema.ts'

/** Each value of a list is a separate header. */
export type Headers = Readonly<Record<string, string | string[]>>

/** @throws Failure `invalid-input` for a text that a header can't contain. */
export function headerText(text: string): string {
  const trimmed = text.trim()
  if (!/^[\x20-\x7e]+$/.test(trimmed))
    throw new Failure('invalid-input', 'The kubeconfig contains characters that are not allowed in a header.')
  return trimmed
}

/**
 * Returns the impersonation headers as client-go sends them. A missing one would mean a user with other permissions.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
export function actingHeaders(user: User): Headers {
  const { as, 'as-uid': uid, 'as-groups': groups, 'as-user-extra': extra } = user
  const values = new Map<string, string[]>()
  const add = (name: string, texts: readonly string[]) => {
    // Keys that differ only in case are one header.
    if (texts.length > 0) values.set(name, [...(values.get(name) ?? []), ...texts.map(headerText)])
  }
  if (as !== '') add('impersonate-user', [as])
  if (uid !== '') add('impersonate-uid', [uid])
  add('impersonate-group', groups)
  for (const [key, texts] of Object.entries(extra)) add(`impersonate-extra-${inHeaderName(key).toLowerCase()}`, texts)
  return Object.fromEntries(values)
}

/** Percent-encodes the bytes that a header's name can't have (RFC 9110, section 5.6.2), and the percent sign. */
const inHeaderName = (key: string): string =>
  [...Buffer.from(key)]
    .map((byte) => {
      const sign = String.fromCharCode(byte)
      return /[\w!#$&'*+.^`|~-]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
