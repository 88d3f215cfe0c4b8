/**
 * Acts that need the consent of a person, given outside the page, because a window under an attacker's control could
 * request any of them (docs/security.md, "Consent"). Each act carries everything that the question must show.
 */

/** A credential that is stored on this computer. */
export type KeptItem = 'token' | 'root-token' | { readonly share: number } | { readonly reviewer: string }

/**
 * A passphrase that the person types where they answer: the current one, or the new one that they typed in the window.
 */
export type ConsentField = 'passphrase' | 'newPassphrase'

/** What a person answered. `typed` has one text for each field of the question, in their order. */
export type ConsentAnswer = boolean | { readonly typed: readonly string[] }

/** A CA that a connection trusts. */
export interface TrustedCa {
  readonly subject: string
  /** SHA-256. */
  readonly fingerprint: string
}

/** The CAs that a changed connection trusts in addition, and those that it no longer trusts. */
export interface CaChanges {
  readonly added: readonly TrustedCa[]
  readonly removed: readonly TrustedCa[]
}

/** One changed field that decides where a connection's requests go; CAs are listed one by one. */
export interface WayChange {
  readonly field: 'address' | 'namespace' | 'tlsServerName' | 'verification' | 'proxy'
  /** The text that the person sees; empty if the field is not set. */
  readonly from: string
  readonly to: string
}

interface OnConnection {
  /** The connection's name. */
  readonly connection: string
  /** The address of its server. */
  readonly address: string
}

export type ConsentAct =
  | (OnConnection & { readonly kind: 'show-kept'; readonly item: KeptItem })
  | (OnConnection & { readonly kind: 'export-kept'; readonly shares: number; readonly rootToken: boolean })
  /** A secret or a draft that contains a token or a key share that the core holds. */
  | (OnConnection & {
      readonly kind: 'show-held-in-secret'
      readonly place: string
      /** The connections and servers that the credentials in it are for. */
      readonly belongsTo: readonly OnConnection[]
    })
  /** Kept credentials move with the connection to a changed way. */
  | (OnConnection & { readonly kind: 'move-kept'; readonly changes: readonly WayChange[]; readonly cas: CaChanges })
  /** Moves stored data from memory into files that a new passphrase opens. */
  | { readonly kind: 'choose-passphrase' }
  /** Replaces the passphrase of the sealed files. */
  | { readonly kind: 'change-passphrase' }
  /** Turns off the protection of keys against screen capture, in every window. */
  | { readonly kind: 'allow-capture' }
  /** A cluster node that receives kept key shares. */
  | (OnConnection & { readonly kind: 'add-node'; readonly node: string })
  /** A program of a kubeconfig that returns credentials. */
  | {
      readonly kind: 'run-program'
      /** Absolute path. */
      readonly program: string
      readonly arguments: readonly string[]
      /** `NAME=value`. */
      readonly variables: readonly string[]
      /** The working folder of the program. */
      readonly folder: string
      /** The API server that receives the credentials. */
      readonly destination: string
    }
  /** A token of a service account, which the window can then show, send to this server, and use with it. */
  | (OnConnection & {
      readonly kind: 'make-token'
      /** `NAMESPACE/NAME`. */
      readonly account: string
      readonly seconds: number
      /** The API server that issues it. */
      readonly destination: string
    })
  /** Files of this computer that a kubeconfig uses to sign in. */
  | {
      readonly kind: 'use-files'
      readonly files: readonly { readonly use: 'ca' | 'certificate' | 'key' | 'token'; readonly path: string }[]
      readonly kubeconfig: string
      readonly destination: string
    }
