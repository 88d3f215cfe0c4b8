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
  'invalid-input': { title: msg`This input is not accepted`, help: msg`Check the marked fields and try again.` },
  'forbidden-sender': {
    title: msg`This window may not do that`,
    help: msg`Close the window and open Strongroom again.`,
  },
  locked: { title: msg`Strongroom is locked`, help: msg`Unlock it to go on. Your drafts are kept.` },
  canceled: { title: msg`Canceled`, help: msg`The operation was canceled.` },
  internal: {
    title: msg`Something in Strongroom failed`,
    help: msg`Nothing was lost. Try again; if it fails again, the log names the call.`,
  },
  timeout: {
    title: msg`The server did not answer in time`,
    help: msg`It may be busy, or a firewall may swallow the packets. Check the address and the network.`,
  },
  unreachable: {
    title: msg`The server cannot be reached`,
    help: msg`Check the network and the address of this connection.`,
  },
  'name-not-resolved': {
    title: msg`The server's name does not resolve`,
    help: msg`Check the spelling of the host name, and whether a VPN is needed.`,
  },
  'connection-refused': {
    title: msg`Nothing listens at this address`,
    help: msg`The server may be stopped, or the port may be another one.`,
  },
  'connection-lost': {
    title: msg`The connection broke off`,
    help: msg`The server or something on the way closed it. It is tried again by itself where that is safe.`,
  },
  'tls-untrusted': {
    title: msg`The server's certificate comes from an authority that this computer does not know`,
    help: msg`Compare the fingerprint with the one your administrator gives, then trust exactly this authority.`,
  },
  'tls-expired': {
    title: msg`The server's certificate is not valid today`,
    help: msg`It has expired or is not valid yet. Renew it on the server, and check this computer's clock.`,
  },
  'tls-wrong-host': {
    title: msg`The server's certificate is for another name`,
    help: msg`Use a name that the certificate holds, or set the TLS server name of this connection.`,
  },
  'tls-client-certificate': {
    title: msg`The server asks for another client certificate`,
    help: msg`Give this connection a certificate and key that the server accepts.`,
  },
  'tls-no-match': {
    title: msg`The server's TLS settings are not supported`,
    help: msg`Strongroom uses TLS 1.2 or 1.3, and RSA, ECDSA (P-256, P-384, P-521) or Ed25519 certificates. Check the TLS version, cipher suites and certificate of the server's listener. Some servers fail in this way when they require a client certificate.`,
  },
  'tls-failed': {
    title: msg`The secure connection could not be made`,
    help: msg`The server's words are below.`,
  },
  'plain-http-expected': {
    title: msg`The server speaks plain HTTP here`,
    help: msg`Change the address to http://, or use the port that speaks HTTPS.`,
  },
  'https-expected': {
    title: msg`The server speaks HTTPS here`,
    help: msg`Change the address to https://.`,
  },
  'proxy-failed': {
    title: msg`The proxy did not let the connection through`,
    help: msg`Check the proxy's address, or connect directly.`,
  },
  'redirect-untrusted': {
    title: msg`The server sent this request to a host that the connection does not trust`,
    help: msg`Nothing was sent there. If it is a node of this cluster, add and confirm it under Nodes of this cluster on the seal page.`,
  },
  'namespaces-unsupported': {
    title: msg`This server does not support namespaces`,
    help: msg`Nothing was read or written, because the server would use its root namespace. Remove the namespace from this connection.`,
  },
  'namespaces-unverified': {
    title: msg`Strongroom cannot verify that this server supports namespaces`,
    help: msg`Nothing was read or written, because a server without namespaces would use its root namespace. Allow sys/health without a token, or remove the namespace from this connection.`,
  },
  'namespace-not-found': {
    title: msg`This namespace does not exist on the server`,
    help: msg`Check the namespace of this connection.`,
  },
  'not-a-vault': {
    title: msg`Something else answers at this address`,
    help: msg`It is neither Vault nor OpenBao. Check the address and the path.`,
  },
  'address-includes-api': {
    title: msg`The address includes the API path /v1`,
    help: msg`Strongroom adds /v1 itself. Remove it, and what follows it, from the address of this connection.`,
  },
  'answer-invalid': {
    title: msg`The server's answer cannot be read`,
    help: msg`Something on the way may have changed it, such as a proxy's own page.`,
  },
  'answer-too-large': {
    title: msg`The server's answer is too large`,
    help: msg`It was cut off before it could fill the memory.`,
  },
  'another-cluster': {
    title: msg`Another cluster answers at this address`,
    help: msg`Strongroom did not send this request. If you expect this cluster, choose “Use this cluster” above, then try again.`,
  },
  sealed: { title: msg`The server is sealed`, help: msg`Unseal it to go on. What you were doing is kept.` },
  'not-initialized': {
    title: msg`The server is not initialized`,
    help: msg`Initialize it first. This creates its unseal keys and its root token.`,
  },
  'already-initialized': {
    title: msg`The server is already initialized`,
    help: msg`Somebody else has done it. Only their keys can unseal it.`,
  },
  'answer-lost': {
    title: msg`The server was initialized, but its response was lost`,
    help: msg`The keys are lost, because the server returns them only once. Empty its storage and initialize it again. It contains no data yet.`,
  },
  standby: {
    title: msg`This node is on standby`,
    help: msg`It could not hand the request to the active node. Try again, or connect to the active node.`,
  },
  'no-active-node': {
    title: msg`The cluster has no active node`,
    help: msg`A failover may be in progress. Strongroom repeats reads until a node is active. A change that was not saved stays a draft: save it again then.`,
  },
  'rate-limited': {
    title: msg`The server asks for fewer requests`,
    help: msg`A rate limit was reached. Try again in a moment.`,
  },
  'not-consistent-yet': {
    title: msg`The server has not caught up yet`,
    help: msg`This node does not know the last change yet. Try again in a moment.`,
  },
  'server-error': { title: msg`The server failed`, help: msg`Its words are below; its log says more.` },
  'signed-out': { title: msg`You are not signed in`, help: msg`Sign in to go on.` },
  'token-expired': {
    title: msg`Your token has ended`,
    help: msg`Sign in again to go on where you were. What you typed is kept.`,
  },
  'sign-in-refused': {
    title: msg`The server refused the sign-in`,
    help: msg`Check what you typed and the mount path.`,
  },
  'permission-denied': {
    title: msg`Your policies do not allow this`,
    help: msg`Ask for the capability on this path, or sign in as somebody who has it.`,
  },
  'not-found': {
    title: msg`There is nothing at this place`,
    help: msg`It does not exist, or your policies hide it.`,
  },
  'cas-mismatch': {
    title: msg`Somebody saved in between`,
    help: msg`Nothing was overwritten. Compare both versions, then decide.`,
  },
  'cas-required': {
    title: msg`This secret may only be written with check-and-set`,
    help: msg`Open the current version and save on top of it.`,
  },
  'request-too-large': {
    title: msg`This is larger than the server takes`,
    help: msg`Nothing was written. Keep large files elsewhere and a reference here, or ask for a higher limit of the server.`,
  },
  'engine-upgrading': {
    title: msg`The secret engine is being upgraded to KV 2`,
    help: msg`It answers nothing meanwhile, usually for seconds. Nothing was changed; try again in a moment.`,
  },
  'answer-wrapped': {
    title: msg`The server wants an approval first, or wraps its answer`,
    help: msg`A control group or a forced wrapping stands before this path. Get the approval, then unwrap the answer with the vault program.`,
  },
  rejected: { title: msg`The server refused the request`, help: msg`Its words are below.` },
  'program-not-found': {
    title: msg`The program of the kubeconfig was not found`,
    help: msg`Install it, or write its full path into the kubeconfig. The details list where Strongroom looked.`,
  },
  unsupported: {
    title: msg`Strongroom cannot do this here`,
    help: msg`The server or the engine does not offer it.`,
  },
  'answer-withheld': {
    title: msg`This answer contains a stored credential`,
    help: msg`It contains a token or a key share that Strongroom holds, so Strongroom withheld it. A change may have been saved.`,
  },
  'consent-refused': {
    title: msg`Not confirmed`,
    help: msg`Strongroom asks outside this window before it does this. Nothing was changed.`,
  },
  'confirmation-needed': {
    title: msg`This needs your explicit word`,
    help: msg`Nothing was changed. Read what it does and confirm it first.`,
  },
  'pgp-key-unusable': {
    title: msg`This PGP key cannot be used`,
    help: msg`Ask its owner for a current public key that can encrypt.`,
  },
  'keychain-unavailable': {
    title: msg`This computer has no keychain`,
    help: msg`Nothing can be kept on it, unless you choose a passphrase-protected file in the settings.`,
  },
  'keychain-refused': {
    title: msg`The keychain did not open`,
    help: msg`It may be locked, or its question was turned down or not answered in time. Unlock the keychain of this computer, then try again. Nothing was changed.`,
  },
  'master-key-lost': {
    title: msg`The keychain does not hold the key to what is sealed here`,
    help: msg`The keychain may have been replaced, or its entry may be damaged. Restore the old keychain and unlock again, or start over. Starting over renames the sealed files and does not delete them.`,
  },
  'passphrase-wrong': { title: msg`The passphrase is wrong`, help: msg`Try again. Nothing was changed.` },
  'too-many-guesses': {
    title: msg`Too many wrong passphrases`,
    help: msg`Wait a moment, then try again. Each wrong passphrase makes the wait longer, up to one minute.`,
  },
  'passphrase-too-weak': {
    title: msg`This passphrase is too easy to guess`,
    help: msg`Use at least 12 characters. Several unrelated words work well.`,
  },
  'passphrase-mismatch': {
    title: msg`The two new passphrases differ`,
    help: msg`Nothing was changed. Type the same passphrase in this window and where Strongroom asks for it.`,
  },
  'file-unreadable': {
    title: msg`A file of Strongroom cannot be read`,
    help: msg`Nothing was overwritten. It is put aside before anything new is written in its place.`,
  },
  'file-unwritable': {
    title: msg`Strongroom cannot write on this computer`,
    help: msg`What was there is unchanged. Make room on the disk, or let Strongroom write into its folder, then try again.`,
  },
  'certificate-invalid': {
    title: msg`This is not a usable certificate`,
    help: msg`Paste the whole PEM, with its BEGIN and END lines; a key must belong to its certificate.`,
  },
  'practice-unavailable': {
    title: msg`The practice Vault cannot be started`,
    help: msg`Install vault or bao, or Go so that Strongroom can build one.`,
  },
}

/** Returns the message for an error. */
export function wordsFor(error: Pick<CallError, 'code' | 'cluster'>): ErrorWords {
  const { title, help } = words[error.code]
  if (error.cluster === undefined) return { title, help }
  const cluster = withCodes(`${error.cluster.name} ${error.cluster.id}`.trim())
  return {
    title,
    help: msg`Now ${cluster} answers. Strongroom did not send this request to it. If you expect this cluster, choose “Use this cluster” above, then try again.`,
  }
}

/** The server's own messages, or the technical sentence: the folded details of an explanation. */
export function detailsOf(error: CallError): readonly string[] {
  const own = error.vaultErrors ?? []
  const request = error.requestId === undefined ? [] : [`request_id ${error.requestId}`]
  const status = error.status === undefined ? [] : [`HTTP ${error.status}`]
  return [...(own.length > 0 ? own : [error.message]), ...status, ...request]
}
