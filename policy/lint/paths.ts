/** Paths whose meaning differs from their appearance. */
import { literalPart } from '../reach.ts'
import type { Rule } from '../rules.ts'
import { hasDoubleSlash, removeItem, writePath } from './edits.ts'
import { finding, type Finding, holdsSecrets, type Subject } from './finding.ts'

/** No request has two consecutive slashes: the servers answer it with the path that has one slash. */
function doubleSlash(rule: Rule): readonly Finding[] {
  const { written } = rule
  if (!hasDoubleSlash(written)) return []
  const meant = written.replaceAll(/(?<=[^/])\/{2,}/g, '/')
  return [finding(rule.pathSpan, 'error', 'double-slash', { path: written, meant }, writePath(rule, meant))]
}

/** A space at the end or the beginning of a path is part of a name that hardly any secret has. */
function edgeSpaces(rule: Rule): readonly Finding[] {
  const { written } = rule
  const meant = written.trim()
  if (meant === written || meant === '') return []
  return [finding(rule.pathSpan, 'warning', 'edge-spaces', { path: written, meant }, writePath(rule, meant))]
}

/** Terraform replaces `${var.app}`; the servers take it literally. */
function terraformValue(rule: Rule): readonly Finding[] {
  const value = /[$%]\{[^{}]*\}/.exec(rule.written)
  if (value === null) return []
  return [finding(rule.pathSpan, 'error', 'terraform-value', { path: rule.written, value: value[0] })]
}

/** `*` is a wildcard only at the very end; elsewhere it is a literal star. */
function starInside(rule: Rule): readonly Finding[] {
  const inner = rule.written.slice(0, -1)
  if (!inner.includes('*')) return []
  const segments = rule.written.split('/')
  const mended = segments.map((segment, index) => (segment === '*' && index < segments.length - 1 ? '+' : segment))
  const path = mended.join('/')
  const whole = !path.slice(0, -1).includes('*') && !path.includes('+*')
  return [
    finding(
      rule.pathSpan,
      'error',
      'star-inside',
      { path: rule.written, ...(whole ? { meant: path } : {}) },
      whole ? writePath(rule, path) : null,
    ),
  ]
}

/** `+` matches a segment only if it is the whole segment. */
function plusInside(rule: Rule): readonly Finding[] {
  if (!rule.written.includes('+')) return []
  const segments = rule.written.split('/')
  const part = segments.find((segment) => segment !== '+' && segment.includes('+') && !segment.includes('{{'))
  return part === undefined ? [] : [finding(rule.pathSpan, 'warning', 'plus-inside', { path: rule.written, part })]
}

function beginning(rule: Rule, subject: Subject): readonly Finding[] {
  const { written, pathSpan } = rule
  const version = /^\/?v1\/(?=.)/.exec(written)
  if (version !== null) {
    const meant = written.slice(version[0].length)
    return [finding(pathSpan, 'error', 'api-version', { path: written, meant }, writePath(rule, meant))]
  }
  if (written.startsWith('//'))
    return [
      finding(pathSpan, 'error', 'leading-slash', { path: written }, writePath(rule, written.replace(/^\/+/, ''))),
    ]
  if (written.startsWith('/'))
    return [finding(pathSpan, 'info', 'leading-slash', { path: written }, writePath(rule, written.slice(1)))]
  if (written !== '') return []
  const fix = subject.policy.tree.source.form === 'json' ? null : removeItem(subject.text, rule)
  return [finding(pathSpan, 'warning', 'empty-path', {}, fix)]
}

/** A list request is for a folder; a rule for the bare name also matches the secret of that name. */
function listWithoutSlash(rule: Rule, subject: Subject): readonly Finding[] {
  const { pattern, capabilities } = rule
  if (pattern.kind !== 'exact' || pattern.path.endsWith('/') || !capabilities.includes('list') || rule.templated)
    return []
  const mount = subject.mounts?.at(literalPart(pattern)) ?? null
  if (mount === null || !holdsSecrets(mount)) return []
  const below = pattern.path.slice(mount.path.length)
  if (mount.version === 2 && !below.startsWith('metadata')) return []
  const span = rule.capabilitySpans.find(({ name }) => name === 'list') ?? rule.pathSpan
  const fix = capabilities.length === 1 ? writePath(rule, `${rule.written}/`) : null
  return [finding(span, 'info', 'list-without-slash', { path: rule.written, meant: `${rule.written}/` }, fix)]
}

/** Rules that grant access to everything of one kind to anyone who has the policy. */
function tooBroad(rule: Rule): readonly Finding[] {
  if (rule.capabilities.length === 0 || rule.capabilities[0] === 'deny') return []
  if (!/^\/?(?:\+\/)*\*$/.test(rule.written)) return []
  const severity = rule.capabilities.some((one) => one !== 'list' && one !== 'read') ? 'warning' : 'info'
  return [
    finding(rule.pathSpan, severity, 'too-broad', { path: rule.written, capabilities: rule.capabilities.join(' ') }),
  ]
}

/** The second word of `path "a" "b" { … }` is not read; a block without a word is for the path `path`. */
function words(rule: Rule, subject: Subject): readonly Finding[] {
  if (rule.pathSpan.start === rule.start) return [finding(rule.pathSpan, 'error', 'no-path')]
  if (subject.policy.tree.source.form === 'json') return []
  const between = subject.text.slice(rule.pathSpan.end, rule.block.start)
  const more = /^\s*("[^"\n]*"|[\p{L}_][\w.-]*)/u.exec(between)
  if (more === null) return []
  const start = rule.pathSpan.end + more[0].length - (more[1] ?? '').length
  const end = rule.pathSpan.end + more[0].length
  return [
    finding({ start, end }, 'error', 'second-path', { path: more[1] ?? '' }, [
      { start: rule.pathSpan.end, end, text: '' },
    ]),
  ]
}

export function pathFindings(rule: Rule, subject: Subject): readonly Finding[] {
  return [
    ...words(rule, subject),
    ...beginning(rule, subject),
    ...doubleSlash(rule),
    ...edgeSpaces(rule),
    ...terraformValue(rule),
    ...starInside(rule),
    ...plusInside(rule),
    ...tooBroad(rule),
    ...listWithoutSlash(rule, subject),
  ]
}
