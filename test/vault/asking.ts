/** Helpers for tests of the Vault client: a transport without options, and the failure that a promise rejects with. */
import { Failure } from '../../electron/contract/failure.ts'
import { openTransport } from '../../electron/vault/transport.ts'
import type { Transport, TransportOptions } from '../../electron/vault/transport.ts'

export const plainOptions = (address: string): TransportOptions => ({
  address,
  namespace: '',
  caPem: null,
  clientCertPem: null,
  clientKeyPem: null,
  tlsServerName: null,
  skipVerify: false,
  proxy: null,
})

export const transportTo = (address: string, options: Partial<TransportOptions> = {}): Transport =>
  openTransport({ ...plainOptions(address), ...options })

/** Returns the `Failure` that a promise rejects with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it succeeded')
}
