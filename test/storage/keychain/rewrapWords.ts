/** The shared constants of the tests of a changed passphrase. */
export const oldPassphrase = 'the old passphrase of a test'
export const newPassphrase = 'the new passphrase of a test'
