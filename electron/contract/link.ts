/**
 * `strongroom://` links: a place in Strongroom that another program or a page names.
 *
 *     strongroom://server?at=https://vault.example.com:8200
 *     strongroom://seal?at=…
 *     strongroom://kv?at=…&namespace=team-a&mount=secret/&path=webapp/config&version=3
 *
 * `at` is a connection's address or its ID. A link only names a place: it contains no credential, starts nothing, and
 * the person is asked before anything is opened.
 */
import { z } from 'zod'
import { Namespace, ServerAddress } from './connections.ts'
import { FolderPath, MountPath, ProfileId, SecretPath } from './ids.ts'
import { Version } from './kv.ts'
import { hasUnseen, isPlainAddress } from './plainAddress.ts'

export const linkScheme = 'strongroom'

/** Characters of a whole link, because text from an operating system can have any length. */
const longest = 8192

const where = { at: z.union([ProfileId, ServerAddress.refine(isPlainAddress)]), namespace: Namespace.optional() }

export const Link = z.discriminatedUnion('place', [
  z.strictObject({ place: z.literal('server'), ...where }),
  z.strictObject({ place: z.literal('seal'), ...where }),
  z.strictObject({
    place: z.literal('kv'),
    ...where,
    mount: MountPath,
    /** A folder ends in a slash; absent: the mount itself. */
    path: z.union([SecretPath, FolderPath]).optional(),
    version: Version.optional(),
  }),
])
export type Link = z.infer<typeof Link>

/** Returns the link in a text from outside, if it matches one of the links above exactly; null for everything else. */
export function parseLink(text: string): Link | null {
  // SECURITY: treat it as hostile until every check has passed (docs/security.md, "Links"). The parser removes tabs and
  // line breaks.
  if (text.length > longest || hasUnseen(text) || !URL.canParse(text)) return null
  const { protocol, username, password, port, hash, pathname, hostname, searchParams } = new URL(text)
  const isPlain = username === '' && password === '' && port === '' && hash === ''
  // Some systems add a slash after the place.
  if (protocol !== `${linkScheme}:` || !isPlain || (pathname !== '' && pathname !== '/')) return null
  const names = [...searchParams.keys()]
  if (new Set(names).size !== names.length || names.includes('place')) return null
  const { version, ...fields } = Object.fromEntries(searchParams)
  if (Object.values(fields).some(hasUnseen)) return null
  if (version !== undefined && !/^[1-9]\d{0,15}$/.test(version)) return null
  const link = Link.safeParse({
    ...fields,
    place: hostname,
    ...(version !== undefined && { version: Number(version) }),
  })
  return link.success ? link.data : null
}
