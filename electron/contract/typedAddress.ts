/** Addresses of servers as people type them, or as environment variables contain them. */
import { Namespace, ServerAddress } from './connections.ts'

/** Why a text is not an address that a connection can have. */
export type AddressProblem =
  | 'not-an-address'
  /** `https//vault` and `http:/vault`: the host would only be a guess. */
  | 'broken-scheme'
  /** `unix:///run/vault.sock`, the socket of an agent. */
  | 'socket'

// Chromium accepts `https://not a host` and escapes the spaces, but no host has such a name.
const hostName = /^(?:\[[\da-f:.]+\]|[a-z\d._-]+)$/i
const scheme = /^[a-z][a-z0-9+.-]*:\/\//i
/** `http` or `https`, and a colon and slashes that are not `://`. */
const brokenScheme = /^https?(?::(?!\/\/[^/])|\/)/i

/**
 * Returns the address in the form that is used: with `https://` if it has no scheme, and without `/ui/…` of the web
 * interface or a slash at its end. Returns any other text unchanged; see `addressProblem`.
 */
export function normalizeAddress(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '' || brokenScheme.test(trimmed)) return trimmed
  const withScheme = scheme.test(trimmed) || /^unix:/i.test(trimmed) ? trimmed : `https://${trimmed}`
  return withScheme.replace(/\/ui(\/.*)?$/, '').replace(/\/+$/, '')
}

/** Returns the problem of a typed address, or null. */
export function addressProblem(text: string): AddressProblem | null {
  const trimmed = text.trim()
  if (/^unix:/i.test(trimmed)) return 'socket'
  if (brokenScheme.test(trimmed)) return 'broken-scheme'
  const address = ServerAddress.safeParse(normalizeAddress(trimmed))
  return address.success && hostName.test(new URL(address.data).hostname) ? null : 'not-an-address'
}

/** Returns a namespace without slashes at both ends, or null if it is not one: `/admin/` is `admin`. */
export const normalizeNamespace = (text: string): string | null =>
  Namespace.safeParse(text.trim().replaceAll(/^\/+|\/+$/g, '')).data ?? null
