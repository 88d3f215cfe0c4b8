/** Collects the texts that people read: messages, documentation, comments and test titles. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'vite'
import type { Text } from './rules.ts'

type Lines = readonly Pick<Text, 'line' | 'text'>[]

export interface Area {
  readonly name: string
  readonly files: readonly string[]
  readonly language: (file: string) => Text['language']
  readonly extract: (file: string, source: string) => Lines
}

const code = ['electron', 'policy', 'renderer', 'scripts', 'test'].map((folder) => `${folder}/**/*.{ts,tsx,mjs,css}`)

export const areas: readonly Area[] = [
  {
    name: 'messages',
    files: ['renderer/locales/*/messages.po'],
    language: (file) => (file.includes('/ko/') ? 'ko' : 'en'),
    extract: (file, source) => messages(source, file.includes('/ko/') ? 'msgstr' : 'msgid'),
  },
  {
    name: 'documentation',
    files: ['*.md', 'docs/**/*.md'],
    language: (file) => (file.endsWith('.ko.md') ? 'ko' : 'en'),
    extract: (_file, source) => prose(source),
  },
  { name: 'comments', files: code, language: () => 'en', extract: comments },
  { name: 'test titles', files: ['test/**/*.{ts,tsx}'], language: () => 'en', extract: titles },
]

/** Returns every text of an area below `project`. */
export function textsOf({ files, language, extract }: Area, project: string): readonly Text[] {
  return files
    .flatMap((pattern) => globSync(pattern, { cwd: project }))
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted()
    .flatMap((file) =>
      extract(file, readFileSync(join(project, file), 'utf8')).map((part) => ({
        ...part,
        file,
        language: language(file),
      })),
    )
}

/** Replaces code between backticks by spaces, so that positions stay. */
const withoutCode = (text: string): string => text.replaceAll(/`[^`]*`/g, (span) => span.replaceAll(/[^\n]/g, ' '))

/** Empties the lines of fenced code. */
const withoutFences = (source: string): string =>
  source.replaceAll(/^( *)```[\s\S]*?^\1```/gm, (fence) => fence.replaceAll(/[^\n]/g, ''))

const lineAt = (source: string, index: number): number => source.slice(0, index).split('\n').length

/** Returns the texts of a catalog in PO form, without the names of placeholders. */
function messages(source: string, kind: 'msgid' | 'msgstr'): Lines {
  const lines = source.split('\n')
  return lines.flatMap((first, index) => {
    if (!first.startsWith(`${kind} "`)) return []
    const rest = lines.slice(index + 1)
    const end = rest.findIndex((line) => !line.startsWith('"'))
    const text = [first.slice(kind.length + 1), ...rest.slice(0, end)].map((line) => line.slice(1, -1)).join('')
    // The header is the message without a name.
    if (text === '' || text.startsWith('POT-Creation-Date')) return []
    return [{ line: index + 1, text: text.replaceAll(/\{\w+(?=[,}])/g, '{') }]
  })
}

/** Returns the text of a Markdown document without its code and the targets of its links. */
function prose(source: string): Lines {
  return [{ line: 1, text: withoutCode(withoutFences(source).replaceAll(/\]\([^)\s]*\)/g, ']')) }]
}

function comments(file: string, source: string): Lines {
  if (file.endsWith('.css'))
    return [...source.matchAll(/\/\*[\s\S]*?\*\//g)].map(({ 0: text, index }) => ({
      line: lineAt(source, index),
      text: withoutCode(text),
    }))
  return parseSync(file, source).comments.map(({ start, value }) => ({
    line: lineAt(source, start),
    text: withoutCode(value),
  }))
}

const starters = new Set(['it', 'test', 'describe'])

/** Returns the name that a call such as `it.each(rows)(…)` begins with. */
function nameOf(callee: ESTree.Node): string | undefined {
  if (callee.type === 'Identifier') return callee.name
  if (callee.type === 'MemberExpression') return nameOf(callee.object)
  if (callee.type === 'CallExpression') return nameOf(callee.callee)
  return callee.type === 'TaggedTemplateExpression' ? nameOf(callee.tag) : undefined
}

function titles(file: string, source: string): Lines {
  const found: { line: number; text: string }[] = []
  new Visitor({
    CallExpression: ({ callee, arguments: [title] }) => {
      if (title?.type !== 'Literal' && title?.type !== 'TemplateLiteral') return
      if (!starters.has(nameOf(callee) ?? '')) return
      found.push({ line: lineAt(source, title.start), text: source.slice(title.start + 1, title.end - 1) })
    },
  }).visit(parseSync(file, source).program)
  return found
}

/** Returns the lines of Markdown documents that are longer than 120 characters, outside of tables and code. */
export function longLines(project: string): readonly string[] {
  const documents = areas.filter(({ name }) => name === 'documentation').flatMap(({ files }) => files)
  return documents
    .flatMap((pattern) => globSync(pattern, { cwd: project }))
    .toSorted()
    .flatMap((file) => longLinesIn(readFileSync(join(project, file), 'utf8')).map((line) => `${file}:${line}`))
}

export const longLinesIn = (source: string): readonly number[] =>
  withoutFences(source)
    .split('\n')
    .flatMap((line, index) => (line.length > 120 && !line.trimStart().startsWith('|') ? [index + 1] : []))
