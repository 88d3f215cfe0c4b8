/**
 * A whole secret as one YAML text (YAML 1.2, core schema). Numbers keep the digits they are written with. Vault stores
 * JSON: what JSON cannot hold (other ways to write a number, aliases, tags, keys that are not names) is an error here
 * and never changed silently; comments and layout are not stored.
 */
import type { Node as JsonNode } from 'jsonc-parser'
import {
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  parseAllDocuments,
  type ParsedNode,
  Scalar,
  type ScalarTag,
  type Tags,
  YAMLMap,
  YAMLSeq,
} from 'yaml'
import type { Entry } from '../../../../electron/contract/kv.ts'
import { isReadableYaml } from '../../../lib/yamlBound.ts'
import { isJsonNumber } from '../shared/json.ts'
import { problemAt, type TextProblem, type TextProblemKind } from './textProblems.ts'
import { nodesOfJson, type ReadWhole } from './wholeJson.ts'

/** A number by its text. */
class Digits {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Every number of the core schema, kept as it is written. https://yaml.org/spec/1.2.2/#103-core-schema */
const digits: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^(?:[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  identify: (value) => value instanceof Digits,
  resolve: (text) => new Digits(text),
  stringify: ({ value }) => (value instanceof Digits ? value.text : String(value)),
}
const numberTags = new Set(['tag:yaml.org,2002:int', 'tag:yaml.org,2002:float'])
const customTags = (tags: Tags): Tags => [
  digits,
  ...tags.filter((tag) => typeof tag === 'string' || !numberTags.has(tag.tag)),
]

/** The secret as a map. A text that a YAML 1.1 reader would read as something else is quoted, too. */
export function writeWholeYaml(entries: readonly Entry[]): string {
  const document = new Document(null, { customTags, compat: 'yaml-1.1' })
  const map = new YAMLMap()
  for (const { key, json } of entries) map.items.push(new Pair(textNode(key), yamlNode(json, nodesOfJson(json))))
  document.contents = map
  return document.toString({ lineWidth: 0, blockQuote: 'literal' })
}

function textNode(text: string): Scalar {
  const node = new Scalar(text)
  // YAML 1.1 has a type for it, so its readers refuse it where it is plain.
  if (text === '=') node.type = 'QUOTE_DOUBLE'
  // Characters that a block or plain text would not preserve exactly.
  if (/[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|^\s|[ \t](?:\n|$)/u.test(text))
    node.type = 'QUOTE_DOUBLE'
  return node
}

function yamlNode(json: string, node: JsonNode): Node {
  const children = node.children ?? []
  switch (node.type) {
    case 'object': {
      const map = new YAMLMap()
      for (const { children: pair } of children) {
        const [key, value] = pair ?? []
        if (key !== undefined && value !== undefined)
          map.items.push(new Pair(textNode(String(key.value)), yamlNode(json, value)))
      }
      return map
    }
    case 'array': {
      const list = new YAMLSeq()
      list.items.push(...children.map((child) => yamlNode(json, child)))
      return list
    }
    case 'string':
      return textNode(String(node.value))
    case 'number':
      return new Scalar(new Digits(json.slice(node.offset, node.offset + node.length)))
    default:
      return new Scalar(node.value as boolean | null)
  }
}

const kinds: Readonly<Record<string, TextProblemKind>> = {
  BAD_ALIAS: 'alias',
  BAD_INDENT: 'indent',
  BAD_DQ_ESCAPE: 'escape',
  MISSING_CHAR: 'character',
  MULTIPLE_DOCS: 'several-documents',
  TAB_AS_INDENT: 'tab',
  TAG_RESOLVE_FAILED: 'tag',
}

/** Reads one map; its values become JSON texts. */
export function readWholeYaml(text: string): ReadWhole {
  // SECURITY: the text may come from any file (docs/security.md, "A hostile server").
  if (!isReadableYaml(text)) return { problems: [problemAt(text, 'too-many', 0)] }
  let documents
  try {
    documents = parseAllDocuments(text, { customTags, uniqueKeys: false, prettyErrors: false, logLevel: 'silent' })
  } catch {
    return { problems: [problemAt(text, 'too-deep', 0)] }
  }
  const [document, second] = 'empty' in documents ? [] : documents
  if (document === undefined) return { entries: [] }
  const [first = 0] = second?.range ?? []
  if (second !== undefined) return { problems: [problemAt(text, 'several-documents', first)] }
  const complaints = [...document.errors, ...document.warnings]
  if (complaints.length > 0) {
    return { problems: complaints.map(({ code, pos }) => problemAt(text, kinds[code] ?? 'syntax', ...pos)) }
  }
  const { contents } = document
  if (contents === null || (isScalar(contents) && contents.value === null)) return { entries: [] }
  const reader = new JsonOfYaml(text)
  if (!isMap(contents)) return { problems: [problemAt(text, 'not-an-object', ...rangeOf(contents))] }
  try {
    const entries = reader.members(contents).map(({ key, json }) => ({ key, json }))
    return reader.problems.length > 0 ? { problems: reader.problems } : { entries }
  } catch {
    return { problems: [problemAt(text, 'too-deep', 0)] }
  }
}

const rangeOf = (node: unknown): [from: number, to: number] => {
  const [from = 0, to = from] = (node as Partial<ParsedNode> | null)?.range ?? []
  return [from, to]
}

/** Turns the nodes of a YAML text into JSON texts and collects the errors. */
class JsonOfYaml {
  readonly problems: TextProblem[] = []
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  members(map: YAMLMap): Entry[] {
    const seen = new Set<string>()
    return map.items.map(({ key: keyNode, value }) => {
      const key = this.#key(keyNode)
      if (seen.has(key)) this.#refuse('key-twice', keyNode, key)
      seen.add(key)
      return { key, json: this.#json(value) }
    })
  }

  /** A key is a name in JSON: `8080:` and `true:` are read as they are written. */
  #key(node: unknown): string {
    if (isScalar(node)) {
      if (typeof node.value === 'string') return node.value
      if (node.value !== null && node.source !== undefined) return node.source
    }
    this.#refuse('key-form', node)
    return ''
  }

  #json(node: unknown): string {
    if (node === null) return 'null'
    if (isMap(node)) {
      return `{${this.members(node)
        .map(({ key, json }) => `${JSON.stringify(key)}:${json}`)
        .join(',')}}`
    }
    if (isSeq(node)) return `[${node.items.map((item) => this.#json(item)).join(',')}]`
    if (isAlias(node)) this.#refuse('alias', node, node.source)
    else if (!isScalar(node)) this.#refuse('syntax', node)
    else if (node.value instanceof Digits) {
      if (isJsonNumber(node.value.text)) return node.value.text
      this.#refuse('number-form', node, node.value.text)
    } else if (node.value === null || typeof node.value === 'boolean' || typeof node.value === 'string') {
      return JSON.stringify(node.value)
    } else this.#refuse('tag', node, node.tag)
    return 'null'
  }

  #refuse(kind: TextProblemKind, node: unknown, name?: string): void {
    this.problems.push(problemAt(this.#text, kind, ...rangeOf(node), name))
  }
}
