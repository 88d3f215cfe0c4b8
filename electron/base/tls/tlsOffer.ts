/** The algorithms that Strongroom offers in a TLS handshake, so that both shells accept the same servers. */
import type { SecureContextOptions } from 'node:tls'

/**
 * For BoringSSL, the TLS library of Electron. Unlike OpenSSL, BoringSSL by default offers neither `ed25519` and
 * `ecdsa_secp521r1_sha512` (ssl/extensions.cc, kVerifySignatureAlgorithms) nor the group P-521
 * (ssl/ssl_key_share.cc, DefaultSupportedGroupIds), which a TLS 1.2 server with a P-521 certificate needs.
 */
export const boringOffer = {
  sigalgs: [
    'ecdsa_secp256r1_sha256',
    'rsa_pss_rsae_sha256',
    'rsa_pkcs1_sha256',
    'ecdsa_secp384r1_sha384',
    'rsa_pss_rsae_sha384',
    'rsa_pkcs1_sha384',
    'rsa_pss_rsae_sha512',
    'rsa_pkcs1_sha512',
    'ed25519',
    'ecdsa_secp521r1_sha512',
  ].join(':'),
  ecdhCurve: 'X25519MLKEM768:X25519:P-256:P-384:P-521',
} as const satisfies SecureContextOptions

/** Returns the settings for a TLS library. OpenSSL's own defaults include all of them and more. */
export const offerFor = (
  features: object,
  opensslVersion: string,
): Pick<SecureContextOptions, 'sigalgs' | 'ecdhCurve'> =>
  // Electron reports the version 0.0.0 for BoringSSL.
  ('openssl_is_boringssl' in features && features.openssl_is_boringssl === true) || opensslVersion === '0.0.0'
    ? boringOffer
    : {}

export const tlsOffer = offerFor(process.features, process.versions.openssl)
