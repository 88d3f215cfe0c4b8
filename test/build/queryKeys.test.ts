/**
 * Keys of the query cache are written only in query files: `renderer/lib/queries/*.ts` and each `queries.ts` of a
 * feature.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'vite'
import { describe, expect, it } from 'vitest'
import { project } from './scratchProject.ts'

const isQueryFile = (path: string): boolean =>
  path.startsWith('renderer/lib/queries/') || (path.startsWith('renderer/features/') && path.endsWith('/queries.ts'))

/** Members that belong to the options and filters of a query. */
const ofQueries = new Set(['queryKey', 'queryFn', 'predicate'])
/** Functions that take a key as the first argument. */
const takesKey = new Set(['getQueryData', 'setQueryData', 'setQueryDefaults', 'getQueryState', 'useWindowState'])

const nameOf = (node: ESTree.Node | null | undefined): string | null => {
  if (node?.type === 'Identifier') return node.name
  if (node?.type === 'MemberExpression' && !node.computed) return nameOf(node.property)
  return null
}
const startsKey = (node: ESTree.Node | null | undefined): boolean => /^(?:id|profileId)$/.test(nameOf(node) ?? '')
const isText = (node: ESTree.Node | null | undefined): boolean =>
  node?.type === 'Literal' && typeof node.value === 'string'

/** Returns the parts of a file that belong in a query file: the lines, each with its content. */
function keysIn(path: string, source: string): readonly string[] {
  const found: string[] = []
  const note = (node: ESTree.Node, what: string) =>
    void found.push(`${path}:${source.slice(0, node.start).split('\n').length} ${what}`)
  const { program, errors } = parseSync(path, source)
  expect(errors).toEqual([])
  new Visitor({
    ArrayExpression: (node) => {
      const [first, second] = node.elements
      if (startsKey(first) && isText(second)) note(node, 'key')
    },
    Property: (node) => {
      const name = nameOf(node.key)
      if (name === null || !ofQueries.has(name)) return
      // A key from a query file is passed on.
      if (name === 'queryKey' && node.value.type !== 'ArrayExpression') return
      note(node, name)
    },
    CallExpression: (node) => {
      const [first] = node.arguments
      if (first?.type === 'ArrayExpression' && takesKey.has(nameOf(node.callee) ?? '')) note(node, 'argument')
    },
  }).visit(program)
  return found
}

describe('keys of the query cache', () => {
  const files = globSync('renderer/**/*.{ts,tsx}', { cwd: project })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.endsWith('.d.ts'))

  it('are only in query files', () => {
    const queryFiles = files.filter(isQueryFile)
    expect(queryFiles.length).toBeGreaterThan(15)
    const source = (file: string) => readFileSync(join(project, file), 'utf8')
    expect(queryFiles.flatMap((file) => keysIn(file, source(file))).length).toBeGreaterThan(40)
    expect(files.filter((file) => !isQueryFile(file)).flatMap((file) => keysIn(file, source(file)))).toEqual([])
  })

  it.each([
    ['useQuery({ queryKey: [a], enabled })', ['a.tsx:1 queryKey']],
    ['useQuery({ ...names(id), queryFn: () => 1 })', ['a.tsx:1 queryFn']],
    ['client.invalidateQueries({ queryKey: [a.id] })', ['a.tsx:1 queryKey']],
    ['client.removeQueries({ queryKey: names(id).queryKey, predicate: () => true })', ['a.tsx:1 predicate']],
    ['\nclient.setQueryData<string>([id], 1)', ['a.tsx:2 argument']],
    ['const keyOf = (profileId: string) => [profileId, "kv", "look"]', ['a.tsx:1 key']],
    ["useWindowState<T>(['app', 'token'])", ['a.tsx:1 argument']],
  ])('are found in %j', (source, found) => {
    expect([...keysIn('a.tsx', source)].sort()).toEqual([...found].sort())
  })

  it.each([
    'useQuery({ ...names(profileId), enabled })',
    'client.invalidateQueries({ queryKey: names(profileId).queryKey })',
    'const { queryKey } = names(profileId); client.setQueryData(queryKey, 1)',
    'useEffect(() => undefined, [profileId, path])',
  ])('are not found in %j', (source) => {
    expect(keysIn('a.tsx', source)).toEqual([])
  })
})
