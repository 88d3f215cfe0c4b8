/** The configuration as a form has it. */
import { z } from 'zod'
import {
  type ConfigState,
  type Erased,
  KubernetesConfig,
  type ReviewerLook,
} from '../../../../electron/contract/kubernetes.ts'
import { certificatesInText, holdsPrivateKey, type PemProblem } from '../../../../electron/contract/text/pem.ts'
import { type ApiAddressProblem, checkApiAddress } from './apiAddress.ts'

export const ConfigForm = z.object({
  /** Where Vault runs, which decides what it needs. */
  where: z.enum(['cluster', 'outside']),
  config: KubernetesConfig,
  /** The source of the reviewer's JWT. */
  reviewer: z.enum(['none', 'kept', 'given']),
  keep: z.boolean(),
})
export type ConfigForm = z.infer<typeof ConfigForm>
export type Where = ConfigForm['where']

/** The name of the API server inside a cluster. */
export const hostInCluster = 'https://kubernetes.default.svc'

const fresh = (product: 'vault' | 'openbao'): KubernetesConfig => ({
  host: hostInCluster,
  caPem: '',
  pemKeys: [],
  issuer: '',
  disableIssValidation: true,
  disableLocalCaJwt: false,
  annotationsAsAliasMetadata: product === 'openbao' ? null : false,
  more: [],
})

/** Vault uses the CA and the JWT of its own pod unless that is switched off, or it was given others. */
const whereOf = ({ disableLocalCaJwt, caPem }: KubernetesConfig): Where =>
  disableLocalCaJwt || caPem !== '' ? 'outside' : 'cluster'

/**
 * Returns the form for a configuration. A reviewer's JWT that the server has is sent again from the stored copy,
 * otherwise the form asks for it again: it is never left out without a choice.
 */
export function formOf({ config, reviewerSet, kept }: ConfigState, product: 'vault' | 'openbao'): ConfigForm {
  if (config === null) return { where: 'cluster', config: fresh(product), reviewer: 'none', keep: false }
  const keptFits = kept !== null && kept.host === config.host
  return {
    where: whereOf(config),
    config,
    reviewer: reviewerSet === true ? (keptFits ? 'kept' : 'given') : 'none',
    keep: false,
  }
}

/**
 * Returns the form for another location of Vault: what that location does not need is switched off, nothing that was
 * typed is lost.
 */
export function withWhere(form: ConfigForm, where: Where): ConfigForm {
  const { config } = form
  if (where === 'cluster') {
    const host = config.host === '' ? hostInCluster : config.host
    return { ...form, where, config: { ...config, host, disableLocalCaJwt: false } }
  }
  const host = config.host === hostInCluster ? '' : config.host
  const reviewer = form.reviewer === 'none' ? 'given' : form.reviewer
  return { ...form, where, reviewer, config: { ...config, host, disableLocalCaJwt: true } }
}

/**
 * Returns the fields that a save of the form would leave empty and that the server has now. The core checks the same.
 */
export function erasedBy({ config: before, reviewerSet }: ConfigState, { config, reviewer }: ConfigForm): Erased[] {
  if (before === null) return []
  return [
    ...(reviewerSet !== false && reviewer === 'none' ? (['reviewer'] as const) : []),
    ...(before.caPem !== '' && config.caPem === '' ? (['caPem'] as const) : []),
    ...(before.pemKeys.length > 0 && config.pemKeys.length === 0 ? (['pemKeys'] as const) : []),
    ...(before.issuer !== '' && config.issuer === '' ? (['issuer'] as const) : []),
  ]
}

export type ConfigProblem = ApiAddressProblem | CaProblem | JwtProblem | 'kept-for-other' | 'keys-hold-key'
export type CaProblem = `ca-${PemProblem}` | 'ca-needed'
export type JwtProblem = 'jwt-needed' | `jwt-${'placeholder' | 'several' | 'vault-token' | 'unreadable'}`

/** Facts from outside the form. */
export interface ConfigSurroundings {
  /** Null while the core reads the text, or if there is none. */
  readonly look: ReviewerLook | null
  /** Of the connection; null if it is not known. */
  readonly vaultAddress: string | null
}

/** Returns the problems that prevent a save; the server would refuse most of them. */
export function configProblems(
  form: ConfigForm,
  jwt: string,
  { kept }: ConfigState,
  product: 'vault' | 'openbao',
  { look, vaultAddress }: ConfigSurroundings,
): ReadonlySet<ConfigProblem> {
  const { config, reviewer } = form
  const found = new Set<ConfigProblem>()
  const { problem } = checkApiAddress(config.host, vaultAddress)
  if (problem !== null) found.add(problem)
  const ca = config.caPem.trim() === '' ? null : certificatesInText(config.caPem)
  if (ca !== null && 'problem' in ca) found.add(`ca-${ca.problem}`)
  if (config.pemKeys.some(holdsPrivateKey)) found.add('keys-hold-key')
  if (config.caPem === '' && config.disableLocalCaJwt && product === 'openbao') found.add('ca-needed')
  if (reviewer === 'given' && jwt.trim() === '') found.add('jwt-needed')
  else if (reviewer === 'given' && look !== null && isRefused(look.kind)) found.add(`jwt-${look.kind}`)
  if (reviewer === 'kept' && kept?.host !== config.host) found.add('kept-for-other')
  return found
}

const refused = ['placeholder', 'several', 'vault-token', 'unreadable'] as const
const isRefused = (kind: ReviewerLook['kind']): kind is (typeof refused)[number] =>
  refused.some((each) => each === kind)

/** Returns the CA as it is saved: only certificates, in PEM. A text without any is returned unchanged. */
export function repairedCa(caPem: string): string {
  const found = certificatesInText(caPem)
  return ('pem' in found ? found.pem : caPem).trim()
}

export type ReviewerRemark = 'opaque' | 'other-jwt' | 'ended' | 'ends-in-minutes' | 'ends-in-days' | 'expires'

const minute = 60_000
const day = 24 * 60 * minute

/** Returns warnings about a reviewer's JWT that can be saved. `now` in milliseconds. */
export function reviewerRemarks({ kind, expiresAt }: ReviewerLook, now: number): ReviewerRemark[] {
  if (isRefused(kind)) return []
  const remarks: ReviewerRemark[] = kind === 'service-account' ? [] : [kind]
  if (expiresAt === null) return remarks
  const left = Date.parse(expiresAt) - now
  if (left <= 0) return [...remarks, 'ended']
  if (left < 60 * minute) return [...remarks, 'ends-in-minutes']
  return [...remarks, left < 30 * day ? 'ends-in-days' : 'expires']
}

/** Returns the PEM blocks of a text one by one: `pem_keys` is a list. */
export function pemBlocks(text: string): string[] {
  return [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g)].map(([block]) => block)
}
