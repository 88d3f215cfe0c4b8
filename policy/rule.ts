/** Reads one rule: a `path` block. */
import { attempt, checkKeys, type ReadingOptions } from './checkKeys.ts'
import { readControlGroup } from './controlGroup.ts'
import { type Decoded, type Decoder, type Groups, type Shape } from './decode.ts'
import { dialects, oldPolicies, type Capability } from './dialect.ts'
import { isUsableFilter } from './filterTemplate.ts'
import { parseDuration, parseTime, secondsToNanoseconds } from './goValues.ts'
import { nearest } from './nearest.ts'
import { bracesPair, patternOf } from './pattern.ts'
import { ProblemList } from './problemList.ts'
import { problemAt } from './problems.ts'
import { quote } from './strings.ts'
import { argumentOf, type NamedSpan, type Parameters, type Rule } from './rules.ts'
import type { Item, Key, Span } from './tree.ts'

const shapes: Readonly<Record<string, Shape>> = {
  policy: 'string',
  capabilities: { listOf: 'string' },
  min_wrapping_ttl: 'any',
  max_wrapping_ttl: 'any',
  allowed_parameters: { mapOf: { listOf: 'any' } },
  denied_parameters: { mapOf: { listOf: 'any' } },
  required_parameters: { listOf: 'string' },
  mfa_methods: { listOf: 'string' },
}

const dialectShapes: Readonly<Record<'vault' | 'openbao', Readonly<Record<string, Shape>>>> = {
  vault: { ...shapes, subscribe_event_types: { listOf: 'string' } },
  openbao: {
    ...shapes,
    expiration: 'string',
    pagination_limit: 'integer',
    list_scan_response_keys_filter_path: 'string',
  },
}

type Fields = ReadonlyMap<string, Decoded>

const stringOf = (value: Decoded | undefined): string => (value?.kind === 'string' ? value.value : '')

const stringsOf = (value: Decoded | undefined): NamedSpan[] =>
  value?.kind === 'list'
    ? value.values.flatMap((element) =>
        element.kind === 'string' ? [{ name: element.value, start: element.at.start, end: element.at.end }] : [],
      )
    : []

/** Returns a decoded value as in JSON. */
function plain(value: Decoded): unknown {
  switch (value.kind) {
    case 'integer':
      return Number(value.value)
    case 'list':
      return value.values.map(plain)
    case 'map':
      return Object.fromEntries([...value.entries].map(([name, entry]) => [name, plain(entry)]))
    case 'fields':
      return Object.fromEntries([...value.fields].map(([name, entry]) => [name, plain(entry)]))
    default:
      return value.value
  }
}

function parametersOf(value: Decoded | undefined): Parameters | null {
  if (value?.kind !== 'map') return null
  const parameters = new Map<string, readonly unknown[]>()
  for (const [name, list] of value.entries)
    parameters.set(name.toLowerCase(), list.kind === 'list' ? list.values.map(plain) : [])
  return parameters
}

/** Returns the nanoseconds of a duration in seconds or as text; 0 if absent or wrong, which is reported. */
export function durationOf(value: Decoded | undefined, name: string, problems: ProblemList): bigint {
  if (value === undefined) return 0n
  const nanoseconds =
    value.kind === 'string'
      ? parseDuration(value.value)
      : value.kind === 'integer' || value.kind === 'float'
        ? secondsToNanoseconds(value.value)
        : null
  if (nanoseconds === null) problems.add(value.at, 'bad-duration', { name })
  return nanoseconds ?? 0n
}

interface Capabilities {
  readonly given: readonly Capability[]
  readonly spans: readonly NamedSpan[]
}

/** As the servers do: one by one, up to a `deny`, after which nothing is read. */
function readCapabilities(fields: Fields, known: readonly Capability[], problems: ProblemList): Capabilities {
  const spans = stringsOf(fields.get('capabilities'))
  const old = stringOf(fields.get('policy'))
  const fromOld = oldPolicies.get(old)
  if (old !== '' && fromOld === undefined) {
    const at = fields.get('policy')?.at ?? { start: 0, end: 0 }
    problems.add(at, 'unknown-old-policy', { name: old, known: [...oldPolicies.keys()].join(' ') })
  }
  if (old === 'deny') return { given: ['deny'], spans }
  const given = new Set<Capability>()
  const names = spans.map(({ name }) => name)
  for (const span of spans) {
    if (span.name === 'deny') return { given: ['deny'], spans }
    const capability = known.find((candidate) => candidate === span.name)
    if (capability !== undefined) given.add(capability)
    else noteUnknown(span, names, known, problems)
  }
  for (const capability of fromOld ?? []) given.add(capability)
  return { given: [...given], spans }
}

/** Words that people use for several capabilities. */
const everything: readonly Capability[] = ['create', 'read', 'update', 'patch', 'delete', 'list']
const groups: ReadonlyMap<string, readonly Capability[]> = new Map<string, readonly Capability[]>([
  ['write', ['create', 'update']],
  ['*', everything],
  ['all', everything],
])

function noteUnknown(
  span: NamedSpan,
  listed: readonly string[],
  known: readonly Capability[],
  problems: ProblemList,
): void {
  if (problems.full) return
  const guess = nearest(span.name, known)
  const meant = groups.get(span.name.toLowerCase()) ?? (guess === null ? null : [guess])
  const parameters = { name: span.name, known: known.join(' '), ...(meant === null ? {} : { meant: meant.join(', ') }) }
  // Capabilities that the list already contains are not added again, unless the list would be empty.
  const missing = meant?.filter((one) => !listed.includes(one)) ?? []
  const written = (missing.length === 0 ? meant?.slice(0, 1) : missing)?.map(quote).join(', ')
  const fix = written === undefined ? undefined : [{ start: span.start, end: span.end, text: written }]
  problems.take(problemAt(span, 'unknown-capability', parameters, fix))
}

const shapeEntries = {
  vault: Object.entries(dialectShapes.vault),
  openbao: Object.entries(dialectShapes.openbao),
}

function readFields(groups: Groups, decoder: Decoder, options: ReadingOptions): Map<string, Decoded> {
  const fields = new Map<string, Decoded>()
  for (const [name, shape] of shapeEntries[options.dialect]) {
    if (!groups.has(name)) continue
    // Each field separately, so that a wrong one does not hide the next.
    const value = attempt(() => decoder.field(groups, name, shape))
    if (value !== undefined) fields.set(name, value)
  }
  return fields
}

/**
 * @param item without its first key, `path`, which is `word`.
 * @returns null if it is not a block, so that there is nothing to read.
 */
export function readRule(
  item: Item,
  word: Key,
  decoder: Decoder,
  problems: ProblemList,
  options: ReadingOptions,
): Rule | null {
  const [pathKey] = item.keys
  const written = pathKey === undefined ? 'path' : decoder.key(pathKey)
  const pathSpan: Span = pathKey ?? word
  if (!bracesPair(written)) problems.add(pathSpan, 'template-braces')
  const block = item.value
  if (block.kind !== 'block') {
    problems.add(block, 'wrong-type', { expected: 'block' })
    return null
  }
  const { capabilities: known, ruleKeys } = dialects[options.dialect]
  checkKeys(block.items, ruleKeys, 'unknown-rule-key', decoder, problems)
  attempt(() => decoder.readKeys(block.items))
  const groups = attempt(() => decoder.group(block.items)) ?? new Map<string, Item[]>()
  const fields = readFields(groups, decoder, options)
  const controlGroup = groups.has('control_group')
    ? attempt(() => readControlGroup(groups, decoder, problems, options.dialect))
    : null
  const expiration = readExpiration(fields, problems)
  const expired = expiration !== null && options.now > expiration
  // The server drops an expired rule before it checks the rest of it.
  const late = expired ? throwaway : problems
  if (written.includes('+*')) late.add(pathSpan, 'plus-star')
  const { given, spans } = readCapabilities(fields, known, late)
  const denies = given[0] === 'deny'
  // After a `deny` the servers check nothing more.
  const rest = denies ? throwaway : late
  const minWrappingTtl = durationOf(fields.get('min_wrapping_ttl'), 'min_wrapping_ttl', rest)
  const maxWrappingTtl = durationOf(fields.get('max_wrapping_ttl'), 'max_wrapping_ttl', rest)
  if (minWrappingTtl !== 0n && maxWrappingTtl !== 0n && maxWrappingTtl < minWrappingTtl)
    rest.add(fields.get('max_wrapping_ttl')?.at ?? item, 'wrapping-order')
  controlGroup?.check(given, rest)
  checkFilter(fields, given, rest)
  const oldAt = fields.get('policy')?.at
  return {
    written,
    pathSpan,
    pattern: patternOf(written),
    capabilities: given,
    capabilitySpans: spans,
    capabilitiesItem: argumentOf({ block }, 'capabilities') ?? null,
    oldPolicy:
      oldAt === undefined ? null : { name: stringOf(fields.get('policy')), start: oldAt.start, end: oldAt.end },
    allowedParameters: denies ? null : parametersOf(fields.get('allowed_parameters')),
    deniedParameters: denies ? null : parametersOf(fields.get('denied_parameters')),
    requiredParameters: denies ? [] : stringsOf(fields.get('required_parameters')).map(({ name }) => name),
    minWrappingTtl,
    maxWrappingTtl,
    templated: written.includes('{{'),
    expiration,
    expired,
    block,
    start: word.start,
    end: item.end,
  }
}

/** Takes the problems that the server would not report. */
const throwaway = new ProblemList(0)

function readExpiration(fields: Fields, problems: ProblemList): number | null {
  const value = fields.get('expiration')
  const text = stringOf(value)
  if (value === undefined || text === '') return null
  const time = parseTime(text)
  if (time === null) problems.add(value.at, 'bad-time', { name: 'expiration' })
  return time
}

function checkFilter(fields: Fields, given: readonly Capability[], problems: ProblemList): void {
  const value = fields.get('list_scan_response_keys_filter_path')
  const template = stringOf(value)
  if (value === undefined || template === '') return
  if (!given.includes('list')) problems.add(value.at, 'filter-needs-list')
  else if (!isUsableFilter(template)) problems.add(value.at, 'filter-template')
}
