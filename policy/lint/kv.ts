/**
 * Checks of kv engines: version 2 has its secrets below `data/` and their names below `metadata/`, version 1 has
 * neither.
 */
import type { Capability } from '../dialect.ts'
import type { TextEdit } from '../problems.ts'
import { literalPart } from '../reach.ts'
import { argumentOf, type Rule } from '../rules.ts'
import { hasDoubleSlash, removeItem, withoutCapability, writeCapabilities, writePath } from './edits.ts'
import { kv2Prefixes, needsUpdate, useless } from './engines.ts'
import { ruleText } from '../ruleText.ts'
import { finding, type Finding, type LintMount, type Subject } from './finding.ts'
import { indexMounts } from './mountIndex.ts'

/** Returns the rule's path below the mount, as it is written after the mount. */
const restOf = (rule: Rule, mount: LintMount): string => withoutSlash(rule.written).slice(mount.path.length)

const withoutSlash = (path: string): string => (path.startsWith('/') ? path.slice(1) : path)

const prefixNames = Object.keys(kv2Prefixes)

/** Whether the rest of the path is in version 2's own folders. */
function hasPrefix(rest: string): boolean {
  if (rest === '' || rest === 'config') return true
  const slash = rest.indexOf('/')
  const first = slash === -1 ? rest : rest.slice(0, slash)
  if (first === '+' || first.includes('{{') || first === '+*') return true
  if (slash === -1 && first.endsWith('*')) return prefixNames.some((name) => name.startsWith(first.slice(0, -1)))
  return prefixNames.includes(first)
}

/** Adds a separate rule after this one, for the same secrets elsewhere in the mount. */
function besides(rule: Rule, subject: Subject, path: string, capabilities: readonly Capability[]): TextEdit | null {
  if (subject.policy.tree.source.form === 'json') return null
  return { start: rule.end, end: rule.end, text: `\n\n${ruleText({ path, capabilities })}` }
}

/** Returns the edits for `secret/app`, which was meant as `secret/data/app` and, for list, as `secret/metadata/app`. */
function prefixFix(rule: Rule, mount: LintMount, subject: Subject): readonly TextEdit[] | null {
  const rest = restOf(rule, mount)
  const data = `${mount.path}data/${rest}`
  const metadata = `${mount.path}metadata/${rest}`
  if (rule.capabilities[0] === 'deny') {
    const extra = besides(rule, subject, metadata, ['deny'])
    return extra === null ? null : [...writePath(rule, data), extra]
  }
  if (!rule.capabilities.includes('list')) return writePath(rule, data)
  if (rule.capabilities.length === 1) return writePath(rule, metadata)
  const less = rule.oldPolicy === null ? withoutCapability(rule, subject.text, 'list') : null
  const extra = besides(rule, subject, metadata, ['list'])
  return less === null || extra === null ? null : [...writePath(rule, data), ...less, extra]
}

function listFix(rule: Rule, mount: LintMount, subject: Subject): readonly TextEdit[] | null {
  const metadata = `${mount.path}metadata/${restOf(rule, mount).slice('data/'.length)}`
  if (rule.capabilities.length === 1) return writePath(rule, metadata)
  const less = rule.oldPolicy === null ? withoutCapability(rule, subject.text, 'list') : null
  const extra = besides(rule, subject, metadata, ['list'])
  return less === null || extra === null ? null : [...less, extra]
}

/** Parameters of a request to `data/`: the servers compare these. */
const compared = new Set(['data', 'options', 'version', '*'])

/** Returns the parameters of the rule that no request to `data/` has, by argument. */
const strangers = (rule: Rule): readonly (readonly [argument: string, names: readonly string[], all: number])[] =>
  (
    [
      ['allowed_parameters', [...(rule.allowedParameters?.keys() ?? [])]],
      ['denied_parameters', [...(rule.deniedParameters?.keys() ?? [])]],
      ['required_parameters', rule.requiredParameters],
    ] as const
  ).map(([argument, names]) => [argument, names.filter((name) => !compared.has(name.toLowerCase())), names.length])

function kv2Findings(rule: Rule, mount: LintMount, subject: Subject): readonly Finding[] {
  const rest = restOf(rule, mount)
  const atRoot = rest === '' && rule.pattern.kind === 'exact' && rule.capabilities.includes('list')
  if (atRoot || !hasPrefix(rest)) {
    const parameters = { mount: mount.path, path: rule.written, data: `${mount.path}data/${rest}` }
    return [finding(rule.pathSpan, 'error', 'kv2-no-prefix', parameters, prefixFix(rule, mount, subject))]
  }
  const findings: Finding[] = []
  const inData = rest.startsWith('data/')
  if (inData && rule.capabilities.includes('list')) {
    const span = rule.capabilitySpans.find(({ name }) => name === 'list') ?? rule.pathSpan
    const metadata = `${mount.path}metadata/${rest.slice('data/'.length)}`
    findings.push(
      finding(span, 'error', 'kv2-list-on-data', { metadata, mount: mount.path }, listFix(rule, mount, subject)),
    )
  }
  if (inData) {
    for (const [name, unknown, all] of strangers(rule)) {
      const item = argumentOf(rule, name)
      if (item === undefined || unknown.length === 0) continue
      // Only denying parameters that no request sends has no effect. Allowed or required parameters block every write.
      const isIdle = name === 'denied_parameters' && unknown.length === all
      const fix = !isIdle || subject.policy.tree.source.form === 'json' ? null : removeItem(subject.text, item)
      findings.push(finding(item, 'warning', 'kv2-parameters', { name, mount: mount.path }, fix))
    }
  }
  return findings
}

function kv1Findings(rule: Rule, mount: LintMount): readonly Finding[] {
  const rest = restOf(rule, mount)
  const found = /^(data|metadata)\/(.*)$/s.exec(rest)
  if (found === null) return []
  const [, prefix = '', path = ''] = found
  const parameters = { mount: mount.path, prefix: `${prefix}/`, path: mount.path + path }
  return [finding(rule.pathSpan, 'warning', 'kv1-prefix', parameters, writePath(rule, mount.path + path))]
}

/** Mounts that every server has, so that they need not be listed. */
const always = indexMounts([])

function createAlone(rule: Rule, mount: LintMount, subject: Subject): readonly Finding[] {
  if (!needsUpdate(mount, rule)) return []
  const span = rule.capabilitySpans.find(({ name }) => name === 'create') ?? rule.pathSpan
  const names = rule.capabilitySpans.map(({ name }) => (name === 'create' ? 'update' : name))
  const fix = rule.oldPolicy === null ? writeCapabilities(rule, subject.text, names) : null
  return [finding(span, 'error', 'needs-update', { path: rule.written, type: mount.type }, fix)]
}

/** Returns all findings about the secrets engine of the rule. */
export function engineFindings(rule: Rule, subject: Subject): readonly Finding[] {
  const literal = literalPart(rule.pattern)
  const mount = (subject.mounts ?? always).at(literal)
  // A path with two consecutive slashes belongs to no engine; its engine is checked once that is fixed.
  if (mount === null || hasDoubleSlash(rule.written)) return []
  const isKv = mount.type === 'kv' || mount.type === 'generic'
  const about = !isKv ? [] : mount.version === 2 ? kv2Findings(rule, mount, subject) : kv1Findings(rule, mount)
  if (about.some(({ code }) => code === 'kv2-no-prefix')) return about
  const known = about.some(({ code }) => code === 'kv2-list-on-data') ? ['list'] : []
  const idle = useless(mount, literal.slice(mount.path.length), rule)
  return [
    ...about,
    ...createAlone(rule, mount, subject),
    ...idle
      .filter((capability) => !known.includes(capability))
      .map((capability) => {
        const span = rule.capabilitySpans.find(({ name }) => name === capability) ?? rule.pathSpan
        const fix = rule.oldPolicy === null ? withoutCapability(rule, subject.text, capability) : null
        return finding(span, 'info', 'unused-capability', { capability, path: rule.written, type: mount.type }, fix)
      }),
  ]
}
