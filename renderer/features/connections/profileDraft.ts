/** A connection as it is typed: between the form's fields and what the core takes. */
import { type Profile, type ProfileDraft, ServerAddress } from '../../../electron/contract/connections.ts'

/** The form's fields; `null` client key keeps what is kept. */
export type DraftFields = Omit<ProfileDraft, 'clientKeyPem' | 'caPem' | 'clientCertPem' | 'tlsServerName' | 'proxy'> & {
  readonly caPem: string
  readonly clientCertPem: string
  readonly tlsServerName: string
  readonly proxy: string
  /** What was typed; empty means nothing new. */
  readonly clientKeyPem: string
  /** Erase the key that is kept. */
  readonly eraseClientKey: boolean
}

export const emptyFields: DraftFields = {
  name: '',
  address: '',
  namespace: '',
  stage: 'none',
  caPem: '',
  clientCertPem: '',
  clientKeyPem: '',
  eraseClientKey: false,
  tlsServerName: '',
  skipVerify: false,
  proxy: '',
}

/** The fields of a connection that is there. Its key never comes back. */
export function fieldsOf(profile: Profile): DraftFields {
  const { name, address, namespace, stage, skipVerify } = profile
  return {
    ...emptyFields,
    name,
    address,
    namespace,
    stage,
    skipVerify,
    caPem: profile.caPem ?? '',
    clientCertPem: profile.clientCertPem ?? '',
    tlsServerName: profile.tlsServerName ?? '',
    proxy: profile.proxy ?? '',
  }
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text)

/** What is sent to the core. */
export function draftOf(fields: DraftFields): ProfileDraft {
  const { eraseClientKey, clientKeyPem, ...rest } = fields
  return {
    ...rest,
    name: fields.name.trim() === '' ? nameFromAddress(fields.address) : fields.name,
    address: normaliseAddress(fields.address),
    caPem: orNull(fields.caPem),
    clientCertPem: orNull(fields.clientCertPem),
    tlsServerName: orNull(fields.tlsServerName.trim()),
    proxy: orNull(fields.proxy.trim()),
    ...(clientKeyPem.trim() === '' ? (eraseClientKey ? { clientKeyPem: null } : {}) : { clientKeyPem }),
  }
}

/** `vault.example.com:8200` is an address too: people paste what they have. Web UI addresses lose their `/ui/…`. */
export function normaliseAddress(text: string): string {
  const trimmed = text.trim()
  const withScheme = trimmed === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
  return withScheme.replace(/\/ui(\/.*)?$/, '').replace(/\/+$/, '')
}

/** Is this an address that a connection can have? */
export const isAddress = (text: string): boolean => ServerAddress.safeParse(normaliseAddress(text)).success

/** The host, as a first name for a connection. */
export function nameFromAddress(address: string): string {
  try {
    return new URL(normaliseAddress(address)).host
  } catch {
    return ''
  }
}
