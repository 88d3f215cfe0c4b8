/** A connection as it is typed: conversion between the form's fields and the core's input. */
import { z } from 'zod'
import { type Profile, type ProfileDraft, ServerAddress, Stage } from '../../../electron/contract/connections.ts'
import {
  certificatesInText,
  type PemProblem as TextProblem,
  withLineBreaks,
} from '../../../electron/contract/text/pem.ts'
import { addressProblem, normalizeAddress, normalizeNamespace } from '../../../electron/contract/typedAddress.ts'

const FieldsShape = z.object({
  /** Empty: the host of the address. */
  name: z.string(),
  address: z.string(),
  namespace: z.string(),
  stage: Stage,
  caPem: z.string(),
  clientCertPem: z.string(),
  /** The typed key; empty means no new one. */
  clientKeyPem: z.string(),
  /** Erases the stored key. */
  eraseClientKey: z.boolean(),
  tlsServerName: z.string(),
  skipVerify: z.boolean(),
  proxy: z.string(),
})
export type DraftFields = z.infer<typeof FieldsShape>

/** The problems of PEM text; the form has a message for each. */
export type PemProblem = TextProblem | 'not-a-key' | 'encrypted' | 'without-certificate' | 'without-key'

function certificateProblem(text: string): PemProblem | null {
  if (text.trim() === '') return null
  const found = certificatesInText(text)
  return 'problem' in found ? found.problem : null
}

const keyProblem = (given: string): PemProblem | null => {
  const text = withLineBreaks(given)
  if (text.trim() === '') return null
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(text)) return 'encrypted'
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return text.includes('-----BEGIN ') ? 'not-a-key' : 'not-pem'
  return /-----END [A-Z ]*PRIVATE KEY-----\s*$/.test(text) ? null : 'broken-off'
}

/** The problems of a proxy's address; the form has a message for each. */
export type ProxyProblem = 'address' | 'credentials' | 'scheme'

/** A text without a scheme is an http proxy, as in the environment of every other program. */
const normalizeProxy = (text: string): string =>
  text.trim() === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(text.trim()) ? text.trim() : `http://${text.trim()}`

function proxyProblem(text: string): ProxyProblem | null {
  const proxy = normalizeProxy(text)
  if (proxy === '' || ServerAddress.safeParse(proxy).success) return null
  const url = URL.parse(proxy)
  if (url !== null && !/^https?:$/.test(url.protocol)) return 'scheme'
  return url !== null && (url.username !== '' || url.password !== '') ? 'credentials' : 'address'
}

/** The form's schema. An issue's message is a `PemProblem`, or nothing that is shown. */
export const draftFields = (keptClientKey: boolean) =>
  FieldsShape.superRefine((fields, context) => {
    const miss = (path: keyof DraftFields, message: string | null) => {
      if (message !== null) context.addIssue({ code: 'custom', path: [path], message })
    }
    miss('address', addressProblem(fields.address))
    if (normalizeNamespace(fields.namespace) === null) miss('namespace', 'namespace')
    miss('proxy', proxyProblem(fields.proxy))
    miss('caPem', certificateProblem(fields.caPem))
    const hasCertificate = fields.clientCertPem.trim() !== ''
    const keeps = keptClientKey && !fields.eraseClientKey
    const hasKey = fields.clientKeyPem.trim() !== '' || keeps
    miss(
      'clientCertPem',
      certificateProblem(fields.clientCertPem) ?? (hasKey && !hasCertificate ? 'without-certificate' : null),
    )
    miss('clientKeyPem', keyProblem(fields.clientKeyPem) ?? (hasCertificate && !hasKey ? 'without-key' : null))
  })

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

/** Returns the fields of an existing connection. Its key is never returned. */
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

/** Returns what is sent to the core. */
export function draftOf(fields: DraftFields): ProfileDraft {
  const { eraseClientKey, clientKeyPem, ...rest } = fields
  return {
    ...rest,
    name: fields.name.trim() === '' ? nameFromAddress(fields.address) : fields.name,
    address: normalizeAddress(fields.address),
    caPem: orNull(fields.caPem),
    clientCertPem: orNull(fields.clientCertPem),
    tlsServerName: orNull(fields.tlsServerName.trim()),
    namespace: normalizeNamespace(fields.namespace) ?? fields.namespace,
    proxy: orNull(normalizeProxy(fields.proxy)),
    ...(clientKeyPem.trim() === ''
      ? eraseClientKey
        ? { clientKeyPem: null }
        : {}
      : { clientKeyPem: withLineBreaks(clientKeyPem) }),
  }
}

/** Returns the host, as a first name for a connection. */
export function nameFromAddress(address: string): string {
  return addressProblem(address) === null ? new URL(normalizeAddress(address)).host : ''
}
