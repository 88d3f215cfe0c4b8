/** Rules of kv engines that grant less, or deny less, than they seem to. */
import { patternOf } from '../pattern.ts'
import { literalPart, overlap } from '../reach.ts'
import type { Capability } from '../dialect.ts'
import type { Rule } from '../rules.ts'
import { ruleText } from '../ruleText.ts'
import { hasDoubleSlash, writePath } from './edits.ts'
import { finding, type Finding, holdsSecrets, type LintMount, type Subject } from './finding.ts'
import { indexRules, patternKey } from './ruleIndex.ts'

const isKv2 = ({ type, version }: LintMount): boolean => type === 'kv' && version === 2
const bare = (path: string): string => (path.startsWith('/') ? path.slice(1) : path)
const lists = ({ capabilities }: Rule): boolean => capabilities.includes('list') || capabilities.includes('scan')

/** `secret/data/app/` matches only itself: no secret has this name, and it does not match anything below. */
function folder(rule: Rule, mount: LintMount, subject: Subject): readonly Finding[] {
  const rest = bare(rule.written).slice(mount.path.length)
  const isPlain = rule.pattern.kind === 'exact' && rest.endsWith('/') && rest !== '/'
  if (!isPlain || rule.capabilities.length === 0 || lists(rule)) return []
  const within = /^(?:data|metadata|delete|undelete|destroy|subkeys)\//.test(rest)
  if (isKv2(mount) && !within) return []
  const path = `${rule.written}*`
  // An author who wrote both rules means the folder by one and its content by the other.
  if (indexRules(subject.policy).has(patternKey(patternOf(path)))) return []
  return [
    finding(
      rule.pathSpan,
      'warning',
      'folder-without-star',
      { path: rule.written, meant: path },
      writePath(rule, path),
    ),
  ]
}

/** Writing a secret needs `create` if it does not exist and `update` if it does. */
function halfWrite(rule: Rule, mount: LintMount, subject: Subject): readonly Finding[] {
  const { capabilities, pattern } = rule
  const [creates, updates] = [capabilities.includes('create'), capabilities.includes('update')]
  const isForSecrets = !isKv2(mount) || bare(rule.written).slice(mount.path.length).startsWith('data/')
  if (creates === updates || !isForSecrets) return []
  const missing: Capability = creates ? 'update' : 'create'
  // Another rule for the same path adds its capabilities.
  if (indexRules(subject.policy).get(patternKey(pattern))?.has(missing) === true) return []
  const given: Capability = creates ? 'create' : 'update'
  const span = rule.capabilitySpans.find(({ name }) => name === given) ?? rule.pathSpan
  return [finding(span, 'info', 'half-write', { path: rule.written, capability: given, missing })]
}

/** The engine's own path without its slash, which a list request of version 2 does not have. */
function bareMount(rule: Rule, subject: Subject): readonly Finding[] {
  const { pattern, written } = rule
  if (pattern.kind !== 'exact' || rule.templated || pattern.path.endsWith('/') || !lists(rule)) return []
  const mount = subject.mounts?.at(`${pattern.path}/`) ?? null
  if (mount === null || mount.path !== `${pattern.path}/` || !holdsSecrets(mount)) return []
  const meant = isKv2(mount) ? `${written}/metadata/` : `${written}/`
  const fix = rule.capabilities.length === 1 ? writePath(rule, meant) : null
  return [finding(rule.pathSpan, isKv2(mount) ? 'error' : 'info', 'mount-without-slash', { path: written, meant }, fix)]
}

/** The paths to a secret of version 2 in addition to `data/`, and the capabilities that read or change a part of it. */
const besideData: readonly (readonly [prefix: string, capabilities: readonly Capability[]])[] = [
  ['metadata', ['read', 'create', 'update', 'patch', 'delete']],
  ['delete', ['update']],
  ['undelete', ['update']],
  ['destroy', ['update']],
  ['subkeys', ['read']],
]

/** The maximum number of comparisons in one policy; above it there are no hints, to avoid a long wait. */
const maxComparisons = 50_000

/** Denials of `data/` next to rules that still allow the secret to be destroyed, or its metadata to be read. */
export function partialDenials(subject: Subject): readonly Finding[] {
  const { policy, mounts } = subject
  if (mounts === null) return []
  const rules = policy.rules.filter(({ expired }) => !expired)
  const denials = rules.filter(({ capabilities }) => capabilities[0] === 'deny')
  if (denials.length * rules.length > maxComparisons) return []
  return denials.flatMap((denial) => {
    const mount = mounts.at(literalPart(denial.pattern))
    const path = bare(denial.written)
    if (mount === null || !isKv2(mount) || !path.startsWith(`${mount.path}data/`)) return []
    const rest = path.slice(`${mount.path}data/`.length)
    const open = besideData.flatMap(([prefix, useful]) => {
      const written = `${mount.path}${prefix}/${rest}`
      const pattern = patternOf(written)
      if (denials.some((other) => overlap(other.pattern, pattern))) return []
      const grants = rules.filter((rule) => rule.capabilities.some((one) => useful.includes(one)))
      return grants.some((grant) => overlap(grant.pattern, pattern)) ? [{ prefix, written }] : []
    })
    if (open.length === 0) return []
    const added = open.map(({ written }) => `\n\n${ruleText({ path: written, capabilities: ['deny'] })}`).join('')
    const fix = policy.tree.source.form === 'json' ? null : [{ start: denial.end, end: denial.end, text: added }]
    const parameters = { path: denial.written, open: open.map(({ prefix }) => `${prefix}/`).join(' ') }
    return [finding(denial.pathSpan, 'warning', 'denies-data-only', parameters, fix)]
  })
}

export function kvRuleFindings(rule: Rule, subject: Subject): readonly Finding[] {
  const mount = subject.mounts?.at(literalPart(rule.pattern)) ?? null
  if (mount === null || !holdsSecrets(mount) || hasDoubleSlash(rule.written)) return bareMount(rule, subject)
  return [...folder(rule, mount, subject), ...halfWrite(rule, mount, subject)]
}
