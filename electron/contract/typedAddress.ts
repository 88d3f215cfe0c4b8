/** Addresses of servers as people type them and as variables of the environment have them. */
import { Namespace, ServerAddress } from './connections.ts'

/** Why a text is no address that a connection can have. */
export type AddressProblem =
  | 'not-an-address'
  /** `https//vault` and `http:/vault`: the host could only be guessed. */
  | 'broken-scheme'
  /** `unix:///run/vault.sock`, as an agent listens on. */
  | 'socket'

// Chromium takes `https://not a host` and escapes the spaces; no host has a name like that.
const hostName = /^(?:\[[\da-f:.]+\]|[a-z\d._-]+)$/i
const scheme = /^[a-z][a-z0-9+.-]*:\/\//i
/** `http` or `https`, and a colon and slashes that are not `://`. */
const brokenScheme = /^https?(?::(?!\/\/[^/])|\/)/i

/**
 * Returns the address as it is used: `https://` before one without a scheme, and no `/ui/…` of the web interface or slash
 * at its end. What is no address comes back as it is; `addressProblem` tells.
 */
export function normalizeAddress(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '' || brokenScheme.test(trimmed)) return trimmed
  const withScheme = scheme.test(trimmed) || /^unix:/i.test(trimmed) ? trimmed : `https://${trimmed}`
  return withScheme.replace(/\/ui(\/.*)?$/, '').replace(/\/+$/, '')
}

/** Returns what is wrong with an address as it was typed, or null. */
export function addressProblem(text: string): AddressProblem | null {
  const trimmed = text.trim()
  if (/^unix:/i.test(trimmed)) return 'socket'
  if (brokenScheme.test(trimmed)) return 'broken-scheme'
  const address = ServerAddress.safeParse(normalizeAddress(trimmed))
  return address.success && hostName.test(new URL(address.data).hostname) ? null : 'not-an-address'
}

/** Returns a namespace without slashes around it, or null where it is none: `/admin/` is `admin`. */
export const normalizeNamespace = (text: string): string | null =>
  Namespace.safeParse(text.trim().replaceAll(/^\/+|\/+$/g, '')).data ?? null
