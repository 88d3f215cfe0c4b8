/** Parses the text of one kubeconfig. Runs in the parser thread, because the YAML may be hostile. */
import { type Document, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, YAMLParseError } from 'yaml'
import { KubeconfigFile } from './kubeconfigSchema.ts'

export type ParsedKubeconfig =
  | { readonly file: KubeconfigFile }
  | { readonly state: 'not-a-kubeconfig' | 'duplicate-key' | 'duplicate-name'; readonly line?: number }

/** No custom tags, and few aliases: a small text must not become a large one. */
const maxAliases = 100

/** Returns the clusters, users and contexts of a text, or the line that is not YAML or has a duplicate key or name. */
export function parseKubeconfig(given: string): ParsedKubeconfig {
  try {
    const text = given.replace(/^\u{feff}/u, '')
    const lines = new LineCounter()
    // Every scalar is a text, so that `name: 0123` and `token: 1e9` stay as written; the schema parses the booleans.
    const document = read(text, { schema: 'failsafe', customTags: (tags) => [...tags, 'null', 'merge'] }, lines)
    const line = duplicateLine(document, lines)
    if (line !== null) return { state: 'duplicate-key', line }
    const value: unknown = document.toJS({ maxAliasCount: maxAliases })
    const nameLine = duplicateNameLine(document, value, lines)
    if (nameLine !== null) return { state: 'duplicate-name', line: nameLine }
    if (text.includes('client.authentication.k8s.io/exec')) takeExtensions(value, text)
    const file = KubeconfigFile.safeParse(value ?? {})
    return file.success ? { file: file.data } : { state: 'not-a-kubeconfig' }
  } catch (problem) {
    // SECURITY: the parser's message quotes the text, so only the line number is returned
    // (docs/security.md, "Kubernetes").
    const line = problem instanceof YAMLParseError ? problem.linePos?.[0].line : undefined
    return { state: 'not-a-kubeconfig', ...(line === undefined ? {} : { line }) }
  }
}

/** Parses the text. Throws the first YAMLParseError. */
function read(text: string, options: Parameters<typeof parseDocument>[1], lineCounter = new LineCounter()) {
  // The library compares each key with every other: forty thousand keys would take half a minute.
  const document = parseDocument(text, { ...options, lineCounter, uniqueKeys: false, logLevel: 'error' })
  const [problem] = document.errors
  if (problem !== undefined) throw problem
  return document
}

/** Returns the line of the first duplicate key of a map; null for none. Several merge keys are not duplicates. */
function duplicateLine(document: Document.Parsed, lines: LineCounter): number | null {
  let line: number | null = null
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<string>()
      for (const { key } of items) {
        if (!isScalar(key) || typeof key.value !== 'string') continue
        if (seen.has(key.value)) {
          line = lines.linePos(key.range?.[0] ?? 0).line
          return visit.BREAK
        }
        seen.add(key.value)
      }
      return undefined
    },
  })
  return line
}

/**
 * Returns the line of the first entry whose name an earlier entry of the same list has; null for none. `kubectl` refuses
 * such a file (client-go, `tools/clientcmd/api/v1/conversion.go`).
 */
function duplicateNameLine(document: Document.Parsed, value: unknown, lines: LineCounter): number | null {
  for (const list of ['clusters', 'users', 'contexts']) {
    const names = listIn(value, list).map((entry) => memberOf(entry, 'name'))
    const seen = new Set<unknown>()
    for (const [index, name] of names.entries()) {
      if (typeof name === 'string' && seen.has(name)) {
        const sequence = document.get(list, true)
        const node = isSeq(sequence) ? sequence.items[index] : undefined
        return lines.linePos((isNode(node) ? node.range?.[0] : undefined) ?? 0).line
      }
      seen.add(name)
    }
  }
  return null
}

/** Keeps numbers and booleans of the clusters' extensions, because a program gets them as JSON. */
function takeExtensions(value: unknown, text: string): void {
  const typed: unknown = read(text, { schema: 'core', merge: true }).toJS({ maxAliasCount: maxAliases })
  const sources = listIn(typed, 'clusters')
  for (const [index, entry] of listIn(value, 'clusters').entries()) {
    const [target, source] = [memberOf(entry, 'cluster'), memberOf(sources[index], 'cluster')]
    if (typeof target === 'object' && target !== null)
      Object.assign(target, { extensions: memberOf(source, 'extensions') })
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = memberOf(value, name)
  return Array.isArray(list) ? list : []
}
