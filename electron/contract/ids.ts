/** Schemas of IDs, paths and names in the contract. */
import { z } from 'zod'
import { limits } from './limits.ts'

/** A connection's ID, created by the core. */
export const ProfileId = z.uuid()
export type ProfileId = z.infer<typeof ProfileId>

/**
 * One segment of a path. Vault's router has no NUL and no other control character; refusing them here keeps them out of
 * headers and logs. `.` and `..` are refused by newer servers and resolved by proxies, so they are never sent
 * (CVE-2026-3605). A whole path is one expression, because every call checks it.
 */
const segment = String.raw`(?!\.{1,2}(?:/|$))[^/\x00-\x1f\x7f-\x9f]+`
/* oxlint-disable no-restricted-globals -- built from constants of this file */
const mountPath = new RegExp(`^${segment}(?:/${segment})*/$`)
const secretPath = new RegExp(`^${segment}(?:/${segment})*$`)
const folderPath = new RegExp(`^(?:${segment}/)*$`)
const anyPath = new RegExp(`^(?:${segment}(?:/${segment})*/?)?$`)
/* oxlint-enable no-restricted-globals */

/** A mount's path in Vault's form: no leading slash, one trailing slash; `/` inside is allowed (`team/kv/`). */
export const MountPath = z.string().max(limits.path).regex(mountPath, 'not a mount path')
export type MountPath = z.infer<typeof MountPath>

/** A secret's path below its mount: exact, without trimming. Never empty, never ends in a slash. */
export const SecretPath = z.string().max(limits.path).regex(secretPath, 'not a secret path')
export type SecretPath = z.infer<typeof SecretPath>

/** A folder below a mount: empty for the mount itself, else ends in a slash. */
export const FolderPath = z.string().max(limits.path).regex(folderPath, 'not a folder path')
export type FolderPath = z.infer<typeof FolderPath>

/** A folder or a secret below a mount. A folder ends in a slash. */
export const AnyPath = z.string().max(limits.path).regex(anyPath, 'not a path')
export type AnyPath = z.infer<typeof AnyPath>

/** The address of a secret. The namespace is the connection's. */
export const SecretAddress = z.strictObject({ profileId: ProfileId, mount: MountPath, path: SecretPath })
export type SecretAddress = z.infer<typeof SecretAddress>
