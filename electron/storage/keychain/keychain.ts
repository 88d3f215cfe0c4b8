/** What the sealed store asks of the keychain of an operating system. */
export interface Keychain {
  /** The secret of an account, or null. Errors: `keychain-unavailable`, `keychain-refused`. */
  read(account: string): Promise<Buffer | null>
  write(account: string, secret: Buffer): Promise<void>
  remove(account: string): Promise<void>
}
