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
  /** Where the reviewer's JWT comes from. */
  reviewer: z.enum(['none', 'kept', 'given']),
  keep: z.boolean(),
})
export type ConfigForm = z.infer<typeof ConfigForm>
export type Where = ConfigForm['where']

/** What the API server is called inside a cluster. */
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

/** Vault takes CA and JWT of its own pod unless that is switched off, or it was given others. */
const whereOf = ({ disableLocalCaJwt, caPem }: KubernetesConfig): Where =>
  disableLocalCaJwt || caPem !== '' ? 'outside' : 'cluster'

/**
 * The form that a configuration opens with. A reviewer's JWT that the server has is sent again from what is kept, else
 * it is asked for again: it is never left out by itself.
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

/** The form for another place of Vault: what that place does not need is switched off, nothing that was typed is lost. */
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

/** What a save of the form would leave empty that the server has now. The core holds it to the same. */
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

/** What the form does not know by itself. */
export interface ConfigSurroundings {
  /** Null while the text is being looked at, or where there is none. */
  readonly look: ReviewerLook | null
  /** Of the connection; null where it is not known. */
  readonly vaultAddress: string | null
}

/** What keeps the form from being saved; the server would refuse most of it. */
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

/** The CA as it is saved: certificates alone, in PEM. A text without any comes back as it is. */
export function repairedCa(caPem: string): string {
  const found = certificatesInText(caPem)
  return ('pem' in found ? found.pem : caPem).trim()
}

export type ReviewerRemark = 'opaque' | 'other-jwt' | 'ended' | 'ends-in-minutes' | 'ends-in-days' | 'expires'

const minute = 60_000
const day = 24 * 60 * minute

/** What is to be known of a reviewer's JWT that can be saved. `now` in milliseconds. */
export function reviewerRemarks({ kind, expiresAt }: ReviewerLook, now: number): ReviewerRemark[] {
  if (isRefused(kind)) return []
  const remarks: ReviewerRemark[] = kind === 'service-account' ? [] : [kind]
  if (expiresAt === null) return remarks
  const left = Date.parse(expiresAt) - now
  if (left <= 0) return [...remarks, 'ended']
  if (left < 60 * minute) return [...remarks, 'ends-in-minutes']
  return [...remarks, left < 30 * day ? 'ends-in-days' : 'expires']
}

/** PEM blocks of a text, each on its own: `pem_keys` is a list. */
export function pemBlocks(text: string): string[] {
  return [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g)].map(([block]) => block)
}
