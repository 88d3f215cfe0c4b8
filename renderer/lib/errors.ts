/** The messages for every error code: what happened, what it means here, what to do next. In the person's language. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { CallError, ErrorCode } from '../../electron/contract/result.ts'
import { withCodes } from '../../electron/contract/visibleText.ts'

export type { CallError }

export interface ErrorWords {
  /** Names what happened. */
  readonly title: MessageDescriptor
  /** Explains the meaning, and what to do next. */
  readonly help: MessageDescriptor
}

const words: Readonly<Record<ErrorCode, ErrorWords>> = {
  'invalid-input': { title: msg`Invalid input`, help: msg`Fix the highlighted fields, then retry.` },
  'forbidden-sender': {
    title: msg`This window can't perform this action`,
    help: msg`Close the window and open Strongroom again.`,
  },
  locked: { title: msg`Strongroom is locked`, help: msg`Unlock Strongroom to continue. Your drafts are kept.` },
  canceled: { title: msg`Canceled`, help: msg`The operation was canceled.` },
  internal: {
    title: msg`An internal error occurred`,
    help: msg`Nothing was lost. Retry. If it fails again, look for the failed call in the log.`,
  },
  timeout: {
    title: msg`The server did not answer in time`,
    help: msg`The server may be busy, or a firewall may drop the packets. Check the address and the network.`,
  },
  unreachable: {
    title: msg`The server can't be reached`,
    help: msg`Check the network and the address of this connection.`,
  },
  'name-not-resolved': {
    title: msg`The server's name does not resolve`,
    help: msg`Check the spelling of the host name, and whether a VPN is needed.`,
  },
  'connection-refused': {
    title: msg`Connection refused`,
    help: msg`No program is listening at this address. The server may be stopped, or the port may be wrong.`,
  },
  'connection-lost': {
    title: msg`The connection was lost`,
    help: msg`The server or a device on the network closed the connection. Strongroom retries automatically where that is safe.`,
  },
  'tls-untrusted': {
    title: msg`This computer doesn't trust the CA of the server's certificate`,
    help: msg`Compare the fingerprint with the one from your administrator, then trust only this CA.`,
  },
  'tls-expired': {
    title: msg`The server's certificate has expired or is not valid yet`,
    help: msg`The certificate has expired or is not valid yet. Renew it on the server, and check this computer's clock.`,
  },
  'tls-wrong-host': {
    title: msg`The server's certificate is for a different name`,
    help: msg`Use a name from the certificate, or set the TLS server name of this connection.`,
  },
  'tls-client-certificate': {
    title: msg`The server requires a different client certificate`,
    help: msg`Add a client certificate and key that the server accepts to this connection.`,
  },
  'tls-no-match': {
    title: msg`The server's TLS settings are not supported`,
    help: msg`Strongroom uses TLS 1.2 or 1.3, and RSA, ECDSA (P-256, P-384, P-521) or Ed25519 certificates. Check the TLS version, cipher suites and certificate of the server's listener. Some servers fail in this way when they require a client certificate.`,
  },
  'tls-failed': {
    title: msg`The TLS connection failed`,
    help: msg`See the error details for the server's response.`,
  },
  'plain-http-expected': {
    title: msg`This port uses HTTP without TLS`,
    help: msg`Change the address to http://, or use the HTTPS port of the server.`,
  },
  'https-expected': {
    title: msg`This port uses HTTPS`,
    help: msg`Change the address to https://.`,
  },
  'proxy-failed': {
    title: msg`The proxy refused the connection`,
    help: msg`Check the proxy's address, or connect directly.`,
  },
  'redirect-untrusted': {
    title: msg`The server sent this request to a host that the connection does not trust`,
    help: msg`Nothing was sent to that host. If it is a node of this cluster, add and confirm it under “Nodes of this cluster” on the seal page.`,
  },
  'namespaces-unsupported': {
    title: msg`This server does not support namespaces`,
    help: msg`Nothing was read or written, because the server would use its root namespace. Remove the namespace from this connection.`,
  },
  'namespaces-unverified': {
    title: msg`Strongroom can't verify that this server supports namespaces`,
    help: msg`Nothing was read or written, because a server without namespaces would use its root namespace. Allow sys/health without a token, or remove the namespace from this connection.`,
  },
  'namespace-not-found': {
    title: msg`This namespace does not exist on the server`,
    help: msg`Check the namespace of this connection.`,
  },
  'not-a-vault': {
    title: msg`This address is not a Vault server`,
    help: msg`The response is not from Vault or OpenBao. Check the address and the path.`,
  },
  'address-includes-api': {
    title: msg`The address includes the API path /v1`,
    help: msg`Strongroom adds /v1 automatically. Remove /v1 and everything after it from the address of this connection.`,
  },
  'answer-invalid': {
    title: msg`The server's response can't be read`,
    help: msg`A proxy or a load balancer may have changed the response.`,
  },
  'answer-too-large': {
    title: msg`The server's response is too large`,
    help: msg`Strongroom stopped reading the response to protect its memory.`,
  },
  'another-cluster': {
    title: msg`Another cluster answers at this address`,
    help: msg`Strongroom didn't send this request. If you expect this cluster, choose “Use this cluster” above, then retry.`,
  },
  sealed: { title: msg`The server is sealed`, help: msg`Unseal the server to continue. Your unsaved work is kept.` },
  'not-initialized': {
    title: msg`The server is not initialized`,
    help: msg`Initialize it first. This creates its unseal keys and its root token.`,
  },
  'already-initialized': {
    title: msg`The server is already initialized`,
    help: msg`Someone else initialized it. Only their keys can unseal it.`,
  },
  'answer-lost': {
    title: msg`The server was initialized, but its response was lost`,
    help: msg`The keys are lost, because the server returns them only once. Empty its storage and initialize it again. It contains no data yet.`,
  },
  standby: {
    title: msg`This node is a standby`,
    help: msg`This node could not forward the request to the active node. Retry, or connect to the active node.`,
  },
  'no-active-node': {
    title: msg`The cluster has no active node`,
    help: msg`A failover may be in progress. Strongroom retries reads until a node is active. Changes that were not saved stay as drafts. Save them again when a node is active.`,
  },
  'rate-limited': {
    title: msg`Too many requests`,
    help: msg`A rate limit was reached. Wait a moment, then retry.`,
  },
  'not-consistent-yet': {
    title: msg`This node is not up to date yet`,
    help: msg`This node hasn't received the latest change yet. Wait a moment, then retry.`,
  },
  'server-error': { title: msg`The server returned an error`, help: msg`See the error details and the server's log.` },
  'signed-out': { title: msg`You are not signed in`, help: msg`Sign in to continue.` },
  'token-expired': {
    title: msg`Your token has expired`,
    help: msg`Sign in again to continue. Your unsaved input is kept.`,
  },
  'sign-in-refused': {
    title: msg`The server refused the sign-in`,
    help: msg`Check your credentials and the mount path.`,
  },
  'permission-denied': {
    title: msg`Your policies don't allow this`,
    help: msg`Ask for the capability on this path, or sign in as someone who has it.`,
  },
  'not-found': {
    title: msg`Not found`,
    help: msg`The path doesn't exist, or your policies hide it.`,
  },
  'cas-mismatch': {
    title: msg`Someone else saved a newer version`,
    help: msg`Nothing was overwritten. Compare both versions, then choose which changes to keep.`,
  },
  'cas-required': {
    title: msg`This secret can only be written with check-and-set`,
    help: msg`Open the current version, then save your changes again.`,
  },
  'request-too-large': {
    title: msg`The request is larger than the server accepts`,
    help: msg`Nothing was written. Store large files elsewhere and a reference here, or ask for a higher limit on the server.`,
  },
  'engine-upgrading': {
    title: msg`The secrets engine is being upgraded to KV 2`,
    help: msg`The secrets engine doesn't respond during the upgrade, which usually takes seconds. Nothing was changed. Wait a moment, then retry.`,
  },
  'answer-wrapped': {
    title: msg`Approval or unwrapping required`,
    help: msg`This path uses a control group or forced response wrapping. Get the approval, then unwrap the response with the vault CLI.`,
  },
  rejected: { title: msg`The server refused the request`, help: msg`See the error details.` },
  'program-not-found': {
    title: msg`The program of the kubeconfig was not found`,
    help: msg`Install it, or write its full path into the kubeconfig. The details list where Strongroom looked.`,
  },
  unsupported: {
    title: msg`Not supported here`,
    help: msg`The server or the secrets engine does not support this operation.`,
  },
  'answer-withheld': {
    title: msg`This response contains a stored credential`,
    help: msg`The response contains a token or a key share that Strongroom holds, so Strongroom withheld it. A change may have been saved.`,
  },
  'consent-refused': {
    title: msg`Not confirmed`,
    help: msg`Strongroom asks for confirmation outside this window before it does this. Nothing was changed.`,
  },
  'confirmation-needed': {
    title: msg`Confirmation required`,
    help: msg`Nothing was changed. Review the action, then confirm it.`,
  },
  'pgp-key-unusable': {
    title: msg`This PGP key can't be used`,
    help: msg`Ask its owner for a current public key that can encrypt.`,
  },
  'keychain-unavailable': {
    title: msg`This computer has no keychain`,
    help: msg`Strongroom can't store credentials here. To store them, choose a passphrase-protected file in Settings.`,
  },
  'keychain-refused': {
    title: msg`The keychain could not be opened`,
    help: msg`The keychain may be locked, or its prompt was denied or not answered in time. Nothing was changed. Unlock the keychain of this computer, then retry.`,
  },
  'master-key-lost': {
    title: msg`The keychain doesn't contain the key for the sealed files`,
    help: msg`The keychain may have been replaced, or its entry may be damaged. Restore the old keychain and unlock again, or start over. Starting over renames the sealed files and does not delete them.`,
  },
  'passphrase-wrong': { title: msg`The passphrase is wrong`, help: msg`Nothing was changed. Retry.` },
  'too-many-guesses': {
    title: msg`Too many wrong passphrases`,
    help: msg`Wait a moment, then retry. Each wrong passphrase makes the wait longer, up to one minute.`,
  },
  'passphrase-too-weak': {
    title: msg`This passphrase is too easy to guess`,
    help: msg`Use at least 12 characters. Several unrelated words work well.`,
  },
  'passphrase-mismatch': {
    title: msg`The new passphrases don't match`,
    help: msg`Nothing was changed. Enter the same passphrase in this window and where Strongroom asks for it.`,
  },
  'file-unreadable': {
    title: msg`Strongroom can't read one of its files`,
    help: msg`Nothing was overwritten. Strongroom renames the unreadable file before it writes a new one.`,
  },
  'file-unwritable': {
    title: msg`Strongroom can't write to this computer's disk`,
    help: msg`The existing file is unchanged. Free up disk space, or make Strongroom's folder writable, then retry.`,
  },
  'certificate-invalid': {
    title: msg`This certificate can't be used`,
    help: msg`Paste the whole PEM text with its BEGIN and END lines. A key must match its certificate.`,
  },
  'practice-unavailable': {
    title: msg`The practice Vault can't be started`,
    help: msg`Install vault or bao, or install Go so that Strongroom can build Vault.`,
  },
}

/** Returns the message for an error. */
export function wordsFor(error: Pick<CallError, 'code' | 'cluster'>): ErrorWords {
  const { title, help } = words[error.code]
  if (error.cluster === undefined) return { title, help }
  const cluster = withCodes(`${error.cluster.name} ${error.cluster.id}`.trim())
  return {
    title,
    help: msg`The cluster is now ${cluster}. Strongroom didn't send this request to it. If you expect this cluster, choose “Use this cluster” above, then retry.`,
  }
}

/** The server's own messages, or the technical sentence: the folded details of an explanation. */
export function detailsOf(error: CallError): readonly string[] {
  const own = error.vaultErrors ?? []
  const request = error.requestId === undefined ? [] : [`request_id ${error.requestId}`]
  const status = error.status === undefined ? [] : [`HTTP ${error.status}`]
  return [...(own.length > 0 ? own : [error.message]), ...status, ...request]
}
