/** `cluster-keys.json`: new keys in the shape of the command line. It is read by keyFile.ts. */
import type { CeremonyItem } from '../../contract/ceremony.ts'
import { Failure } from '../../contract/failure.ts'
import type { InitResult } from '../../vault/initResult.ts'
import type { Kept } from '../sessions/credentials.ts'

/** A server's answer to its initialization, and the request. */
export interface NewKeys extends InitResult {
  readonly shares: number
  readonly threshold: number
}

/**
 * Returns the ceremony in the format that `vault operator init -format=json` prints.
 * https://developer.hashicorp.com/vault/docs/commands/operator/init
 */
export function clusterKeys(ceremony: NewKeys): string {
  const recovery = ceremony.keys.length === 0 && ceremony.recoveryKeys.length > 0
  return `${JSON.stringify(
    {
      unseal_keys_b64: ceremony.keysBase64.filter(isThere),
      unseal_keys_hex: ceremony.keys.filter(isThere),
      unseal_shares: recovery ? 1 : ceremony.shares,
      unseal_threshold: recovery ? 1 : ceremony.threshold,
      recovery_keys_b64: ceremony.recoveryKeysBase64.filter(isThere),
      recovery_keys_hex: ceremony.recoveryKeys.filter(isThere),
      recovery_keys_shares: recovery ? ceremony.shares : 0,
      recovery_keys_threshold: recovery ? ceremony.threshold : 0,
      root_token: ceremony.rootToken,
    },
    null,
    2,
  )}\n`
}

/** Returns the same for the stored keys of a server: the counts are the server's, the lists contain the stored keys. */
export function clusterKeysOfKept({
  shares,
  rootToken,
  keysOf,
}: Pick<Kept, 'shares' | 'rootToken' | 'keysOf'>): string {
  const base64 = shares.map(({ share }) => share)
  const hex = base64.map((share) => recoded(share, 'base64', 'hex'))
  const recovery = keysOf?.recovery === true
  return clusterKeys({
    keys: recovery ? [] : hex,
    keysBase64: recovery ? [] : base64,
    recoveryKeys: recovery ? hex : [],
    recoveryKeysBase64: recovery ? base64 : [],
    rootToken: rootToken ?? '',
    shares: keysOf?.shares ?? shares.length,
    threshold: keysOf?.threshold ?? shares.length,
  })
}

/** Returns a share in the other encoding. Its bytes are zero-filled afterwards. */
export function recoded(share: string, from: 'base64' | 'hex', to: 'base64' | 'hex'): string {
  const bytes = Buffer.from(share, from)
  const text = bytes.toString(to)
  bytes.fill(0)
  return text
}

/** Whether a share is still present. A share that was handed over is blank. */
const isThere = (share: string) => share !== ''

export interface ItemFile {
  readonly name: string
  readonly content: string
}

/**
 * Returns one item of a ceremony as a file. A share's file has the members of `cluster-keys.json` with only that share,
 * so that a program that reads one format reads the other too.
 */
export function itemFile(ceremony: NewKeys & { readonly address: string }, item: CeremonyItem): ItemFile {
  const { address, shares, threshold } = ceremony
  if (item === 'root-token') {
    return file('root-token.json', { server: address, root_token: ceremony.rootToken })
  }
  const recovery = ceremony.keys.length === 0
  const hex = (recovery ? ceremony.recoveryKeys : ceremony.keys)[item - 1]
  const base64 = (recovery ? ceremony.recoveryKeysBase64 : ceremony.keysBase64)[item - 1]
  if (base64 === undefined || base64 === '') throw new Failure('not-found', 'The ceremony has no such share.')
  const of = { server: address, share: item, shares, threshold }
  const hexMember = hex === undefined ? [] : [hex]
  return recovery
    ? file(`recovery-key-share-${item}-of-${shares}.json`, {
        ...of,
        recovery_keys_b64: [base64],
        recovery_keys_hex: hexMember,
      })
    : file(`unseal-key-share-${item}-of-${shares}.json`, {
        ...of,
        unseal_keys_b64: [base64],
        unseal_keys_hex: hexMember,
      })
}

const file = (name: string, content: Readonly<Record<string, unknown>>): ItemFile => ({
  name,
  content: `${JSON.stringify(content, null, 2)}\n`,
})
