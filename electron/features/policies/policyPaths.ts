/** The compact form in which the window receives the paths of a server's mounts. */
import type { PolicyPaths } from '../../contract/policies.ts'
import type { ApiOperations, DescribedMount } from '../../vault/apiPaths.ts'

const letters = [
  ['create', 'c'],
  ['read', 'r'],
  ['update', 'w'],
  ['patch', 'p'],
  ['delete', 'd'],
  ['list', 'l'],
  ['sudo', 's'],
] as const satisfies readonly (readonly [keyof ApiOperations, string])[]

const routeOf = (path: string, operations: ApiOperations): string =>
  `${path} ${letters.map(([name, letter]) => (operations[name] ? letter : '')).join('')}`

/** Mounts of one type mostly have the same paths, which are sent once. */
export function compactPaths(described: readonly DescribedMount[]): PolicyPaths {
  const tables = new Map<string, number>()
  const mounts = described.map(({ path, operations }) => {
    const text = [...operations].map(([template, each]) => routeOf(template, each)).join('\n')
    const table = tables.get(text) ?? tables.size
    tables.set(text, table)
    return { path, table }
  })
  return { tables: [...tables.keys()].map((text) => text.split('\n')), mounts }
}
