/** Limits of values in the contract, in one place, so that the form, the schema and the tests agree. */
export const limits = {
  /** Characters of a name that a person chooses. */
  name: 200,
  /** Characters of an address. */
  address: 2048,
  /** Characters of a mount path or a secret's path. Vault itself stores paths up to its storage's key limit. */
  path: 4096,
  /** Characters of one PEM bundle. */
  pem: 512 * 1024,
  /** Characters of a token, password or other credential. */
  credential: 64 * 1024,
  /** Characters of a pasted JWT. Kubernetes' own have one or two thousand. */
  jwt: 2 * 1024 * 1024,
  /** Characters of a kubeconfig; five hundred clusters with their certificates have about two million. */
  kubeconfig: 4 * 1024 * 1024,
  /** Characters of one unseal key share (PGP-encrypted ones are long). */
  share: 16 * 1024,
  /** Characters of a file of key shares. */
  keyFile: 1024 * 1024,
  /** Characters of one value of a secret, as JSON text. */
  value: 4 * 1024 * 1024,
  /** Characters of a policy. Vault accepts a megabyte, OpenBao more than any real policy has. */
  policy: 4 * 1024 * 1024,
  /** Keys of one secret. */
  keys: 10_000,
  /** The maximum number of open folders in a connection's tree, of favorites, and of typed places. */
  openFolders: 1000,
  favorites: 200,
  recentPlaces: 30,
  typedPlaces: 500,
  /** Characters of a draft's whole content. */
  draft: 8 * 1024 * 1024,
  /** Bytes of one incoming call. */
  callBytes: 32 * 1024 * 1024,
  /** Unseal key shares (Shamir over GF(2^8)). */
  shares: 255,
} as const
