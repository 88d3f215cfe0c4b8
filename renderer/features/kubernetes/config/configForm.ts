/** The configuration as a form has it. */
import { z } from 'zod'
import { type ConfigState, type Erased, KubernetesConfig } from '../../../../electron/contract/kubernetes.ts'

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

export type ConfigProblem = 'host-needed' | 'host-illegal' | 'ca-none' | 'ca-needed' | 'jwt-needed' | 'kept-for-other'

/** What keeps the form from being saved; the server would refuse most of it. */
export function configProblems(
  form: ConfigForm,
  jwt: string,
  { kept }: ConfigState,
  product: 'vault' | 'openbao',
): ReadonlySet<ConfigProblem> {
  const { config, reviewer } = form
  const found = new Set<ConfigProblem>()
  if (config.host.trim() === '') found.add('host-needed')
  else if (/\s/.test(config.host.trim())) found.add('host-illegal')
  if (config.caPem !== '' && !config.caPem.includes('-----BEGIN')) found.add('ca-none')
  if (config.caPem === '' && config.disableLocalCaJwt && product === 'openbao') found.add('ca-needed')
  if (reviewer === 'given' && jwt.trim() === '') found.add('jwt-needed')
  if (reviewer === 'kept' && kept?.host !== config.host) found.add('kept-for-other')
  return found
}

/** PEM blocks of a text, each on its own: `pem_keys` is a list. */
export function pemBlocks(text: string): string[] {
  return [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g)].map(([block]) => block)
}
