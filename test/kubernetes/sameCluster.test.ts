import { beforeAll, describe, expect, it } from 'vitest'
import { compareClusters } from '../../electron/kubernetes/sameCluster.ts'
import { createAuthority } from '../servers/certificates.ts'

let one: string
let two: string
beforeAll(async () => {
  one = (await createAuthority()).certPem
  two = (await createAuthority()).certPem
})

describe('a kubeconfig and a mount', () => {
  const pem = (which: string): string | null =>
    ({ one, two, both: `${one}\n${two}`, none: '', null: null, broken: 'no certificate' })[which] ?? null

  it.each([
    ['https://10.0.0.1:6443', 'one', 'https://10.0.0.1:6443', 'one', 'same'],
    ['https://10.0.0.1:6443/', 'both', 'https://10.0.0.1:6443', 'two', 'same'],
    ['https://API.example', 'one', 'https://api.example:443/', 'one', 'same'],
    // An unknown CA proves nothing; the address does, unless it is this computer's.
    ['https://10.0.0.1:6443', 'none', 'https://10.0.0.1:6443', 'one', 'same'],
    ['https://10.0.0.1:6443', 'one', 'https://10.0.0.1:6443', 'null', 'same'],
    ['https://127.0.0.1:6443', 'none', 'https://127.0.0.1:6443', 'one', 'unknown'],
    ['https://localhost:6443', 'one', 'https://localhost:6443', 'null', 'unknown'],
    ['https://[::1]:6443', 'one', 'https://[::1]:6443', 'broken', 'unknown'],
    // One address with another CA: the mount's CA is wrong, or the address leads elsewhere from there.
    ['https://10.0.0.1:6443', 'one', 'https://10.0.0.1:6443', 'two', 'unknown'],
    // One CA can have issued the certificates of several clusters.
    ['https://kubernetes.default.svc', 'one', 'https://10.0.0.1:6443', 'one', 'unknown'],
    ['https://rancher.example/k8s/a', 'one', 'https://rancher.example/k8s/b', 'one', 'unknown'],
    ['https://kubernetes.default.svc', 'none', 'https://10.0.0.1:6443', 'two', 'unknown'],
    ['https://10.0.0.2:6443', 'one', 'https://10.0.0.1:6443', 'two', 'other'],
    ['https://rancher.example/k8s/a', 'one', 'https://rancher.example/k8s/b', 'two', 'other'],
    ['10.0.0.1:6443', 'one', 'https://10.0.0.1:6443', 'one', 'unknown'],
  ])('%s with %s, %s with %s: %s', (host, mountCa, server, ca, expected) => {
    const mount = { address: host, caPem: pem(mountCa) }
    expect(compareClusters(mount, { address: server, caPem: pem(ca) })).toBe(expected)
  })
})
