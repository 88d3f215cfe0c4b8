/** Compares a kubeconfig's cluster with the one that a mount names, by address and CA. */
import { isLoopbackHost } from '../contract/plainAddress.ts'
import { readCertificates } from '../base/tls/certificates.ts'

interface Named {
  readonly address: string
  /** Empty or null for none. */
  readonly caPem: string | null
}

/**
 * Returns `same` for the same address with a CA in common, `other` for another address without one. A loopback address
 * proves nothing, and one CA can have issued the certificates of several clusters.
 */
export function compareClusters(mount: Named, kubeconfig: Named): 'same' | 'other' | 'unknown' {
  const [a, b] = [URL.parse(mount.address), URL.parse(kubeconfig.address)]
  if (a === null || b === null) return 'unknown'
  const isOneAddress = a.origin === b.origin && pathOf(a) === pathOf(b)
  const shared = sharesAuthority(mount.caPem, kubeconfig.caPem)
  if (!isOneAddress) return shared === false ? 'other' : 'unknown'
  if (shared === null) return isLoopbackHost(a.hostname) ? 'unknown' : 'same'
  return shared ? 'same' : 'unknown'
}

const pathOf = ({ pathname }: URL): string => pathname.replace(/\/$/, '')

/** Whether both have a CA in common. Null if one of the two has none, or one that can't be read. */
function sharesAuthority(a: string | null, b: string | null): boolean | null {
  if (a === null || a === '' || b === null || b === '') return null
  try {
    const prints = new Set(readCertificates(a).map(({ fingerprint }) => fingerprint))
    return readCertificates(b).some(({ fingerprint }) => prints.has(fingerprint))
  } catch {
    return null
  }
}
