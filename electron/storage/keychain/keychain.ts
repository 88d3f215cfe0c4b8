/** The interface between the sealed store and the keychain of an operating system. */
export interface Keychain {
  /** Returns the secret of an account, or null. Errors: `keychain-unavailable`, `keychain-refused`. */
  read(account: string): Promise<Buffer | null>
  write(account: string, secret: Buffer): Promise<void>
  remove(account: string): Promise<void>
}
