/**
 * The import rules: each rule of the linter is broken once in a copy, and folders do not import each other in cycles.
 */
import { execFile } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { project } from './scratchProject.ts'

/** An import that the linter must refuse: the importing file, the imported file, and words of the message. */
const wrong = [
  ['electron/contract/a.ts', 'electron/base/async/b.ts', 'the contract is pure'],
  ['electron/base/async/a.ts', 'electron/vault/b.ts', 'base knows nothing of Vault'],
  ['electron/base/files/a.ts', 'electron/core/b.ts', 'base knows nothing of Vault'],
  ['electron/base/files/b.ts', 'electron', 'knows nothing of Electron'],
  ['electron/vault/a.ts', 'electron/storage/profiles/b.ts', 'the Vault client imports'],
  ['electron/vault/b.ts', 'electron/kubernetes/b.ts', 'the Vault client imports'],
  ['electron/kubernetes/a.ts', 'electron/vault/b.ts', 'the Kubernetes client imports'],
  ['electron/storage/keychain/a.ts', 'electron/core/lock/b.ts', 'storage imports base'],
  ['electron/storage/drafts/a.ts', 'electron/vault/b.ts', 'storage imports base'],
  ['electron/core/lock/a.ts', 'electron/features/kv/b.ts', 'the core knows no feature'],
  ['electron/core/a.ts', 'electron/desktop/b.ts', 'the core knows no feature and no shell'],
  ['electron/core/b.ts', 'fastify', 'only the loopback shell'],
  ['electron/features/a.ts', 'electron/loopback/b.ts', 'a feature knows no shell'],
  ['electron/features/kv/a.ts', 'electron/features/policies/b.ts', 'a feature imports no other feature'],
  ['electron/features/kv/b.ts', 'electron/desktop/b.ts', 'a feature knows no shell'],
  ['electron/features/kubernetes/doctor/a.ts', 'electron/features/kv/b.ts', 'a feature imports no other feature'],
  ['electron/desktop/a.ts', 'electron/loopback/b.ts', 'knows nothing of the other shell'],
  ['electron/loopback/a.ts', 'electron/desktop/b.ts', 'the loopback shell knows nothing'],
  ['renderer/lib/a.ts', 'renderer/ui/b.ts', 'lib stands on the contract and the policies alone'],
  ['renderer/lib/b.ts', 'electron/base/json/b.ts', 'lib stands on the contract and the policies alone'],
  ['policy/a.ts', 'renderer/lib/b.ts', 'the language of policies is pure'],
  ['policy/lint/a.ts', 'renderer/lib/b.ts', 'the language of policies is pure'],
  ['renderer/lib/c.ts', 'renderer/components/b.ts', 'lib stands on the contract and the policies alone'],
  ['renderer/ui/a.ts', 'renderer/features/kv/x.ts', 'ui knows nothing of Vault'],
  ['renderer/ui/b.ts', 'renderer/components/x.ts', 'ui knows nothing of Vault'],
  ['renderer/components/a.ts', 'renderer/features/kv/x.ts', 'a component stands on ui, lib and the contract'],
  ['renderer/components/b.ts', 'electron/core/b.ts', 'a component stands on ui, lib and the contract'],
  ['renderer/features/kv/a.tsx', 'renderer/features/policies/b.ts', 'a feature imports no other feature'],
  ['renderer/features/kv/b.tsx', 'renderer/app/b.ts', 'a feature stands on components, ui, lib'],
  ['renderer/features/kv/c.tsx', 'electron/core/b.ts', 'a feature stands on components, ui, lib'],
  ['renderer/features/kv/editor/a.ts', 'renderer/features/policies/b.ts', 'a feature imports no other feature'],
  ['renderer/app/a.ts', 'electron/storage/drafts/b.ts', 'the renderer sees the contract alone'],
] as const

/** An import that the linter must accept, next to each rule. */
const right = [
  ['electron/vault/c.ts', 'electron/base/http/b.ts'],
  ['electron/storage/keychain/c.ts', 'electron/base/files/b.ts'],
  ['electron/core/lock/c.ts', 'electron/storage/keychain/b.ts'],
  ['electron/features/kv/c.ts', 'electron/core/kv/b.ts'],
  ['electron/features/kubernetes/doctor/c.ts', 'electron/features/kubernetes/b.ts'],
  ['electron/features/c.ts', 'electron/features/kv/b.ts'],
  ['electron/desktop/c.ts', 'electron/features/b.ts'],
  ['renderer/features/kv/editor/c.ts', 'renderer/features/kv/b.ts'],
  ['renderer/features/kv/d.ts', 'electron/contract/b.ts'],
  ['renderer/features/kv/e.ts', 'renderer/components/b.ts'],
  ['renderer/components/c.ts', 'renderer/ui/b.ts'],
] as const

/** Files of the window, one for each rule, that import the hook whose cache would keep an input. */
const mutating = [
  'renderer/lib/mutates.ts',
  'renderer/ui/mutates.ts',
  'renderer/components/mutates.ts',
  'renderer/features/kv/mutates.ts',
  'renderer/features/kv/editor/mutates.ts',
  'renderer/features/kv/editor/parts/mutates.ts',
  'renderer/app/mutates.ts',
] as const

const specifier = (file: string, target: string): string => {
  if (!target.includes('/')) return target
  const relative = posix.relative(posix.dirname(file), target)
  return relative.startsWith('.') ? relative : `./${relative}`
}

const Diagnostics = z.object({
  diagnostics: z.array(z.object({ code: z.string(), filename: z.string(), help: z.string().default('') })),
})
type Diagnostic = z.infer<typeof Diagnostics>['diagnostics'][number]

describe('the linter', () => {
  let folder: string
  let found: readonly Diagnostic[]
  beforeAll(async () => {
    folder = await temporaryFolder('import-rules')
    await copyFile(join(project, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
    for (const [file, target] of [...wrong, ...right]) {
      // oxlint-disable-next-line no-await-in-loop
      await mkdir(dirname(join(folder, file)), { recursive: true })
      // oxlint-disable-next-line no-await-in-loop
      await writeFile(join(folder, file), `import { b } from '${specifier(file, target)}'\n\nexport const a = b\n`)
    }
    for (const file of mutating) {
      // oxlint-disable-next-line no-await-in-loop
      await mkdir(dirname(join(folder, file)), { recursive: true })
      const source = `import { useMutation, useQuery } from '@tanstack/react-query'\n\nexport const a = [useMutation, useQuery]\n`
      // oxlint-disable-next-line no-await-in-loop
      await writeFile(join(folder, file), source)
    }
    const program = join(project, 'node_modules', 'oxlint', 'bin', 'oxlint')
    const printed = await new Promise<string>((resolve) => {
      const options = { cwd: folder, encoding: 'utf8' } as const
      execFile(process.execPath, [program, '--format', 'json', '.'], options, (_problem, text) => resolve(text))
    })
    found = Diagnostics.parse(JSON.parse(printed)).diagnostics
  })
  afterAll(() => removeFolder(folder))

  const restrictedIn = (file: string) =>
    found
      .filter(({ code, filename }) => code.includes('no-restricted-imports') && filename.replaceAll('\\', '/') === file)
      .map(({ help }) => help)

  it.each(wrong)('refuses that %s imports %s', (file, _target, words) => {
    expect(restrictedIn(file)).toEqual([expect.stringContaining(words)])
  })
  it.each(mutating)('refuses a bare useMutation in %s', (file) => {
    expect(restrictedIn(file)).toEqual([expect.stringContaining('run by lib/useAct.ts')])
  })
  it.each(right)('accepts that %s imports %s', (file) => {
    expect(restrictedIn(file)).toEqual([])
  })
})

/** Folder → folders whose code it imports; types are erased and do not count. */
function folderImports(top: string): Map<string, Set<string>> {
  const imports = new Map<string, Set<string>>()
  for (const file of globSync(`${top}/**/*.{ts,tsx}`, { cwd: project })) {
    const path = file.replaceAll('\\', '/')
    const source = readFileSync(join(project, file), 'utf8')
    for (const [statement, target] of source.matchAll(/^(?:import|export)\b[^'"`;]*?from '(\.[^']+)'/gm)) {
      const to = posix.dirname(posix.join(posix.dirname(path), target ?? ''))
      if (/^(?:import|export) type /.test(statement) || to === posix.dirname(path)) continue
      imports.set(posix.dirname(path), (imports.get(posix.dirname(path)) ?? new Set()).add(to))
    }
  }
  return imports
}

/** Returns everything that `from` reaches, directly or indirectly. */
function reached(imports: ReadonlyMap<string, ReadonlySet<string>>, from: string): Set<string> {
  const seen = new Set<string>()
  const next = [...(imports.get(from) ?? [])]
  for (let folder = next.pop(); folder !== undefined; folder = next.pop()) {
    if (seen.has(folder)) continue
    seen.add(folder)
    next.push(...(imports.get(folder) ?? []))
  }
  return seen
}

describe('the folders of the main process', () => {
  it('have no import cycle', () => {
    const imports = folderImports('electron')
    expect(imports.size).toBeGreaterThan(25)
    expect([...imports.keys()].filter((folder) => reached(imports, folder).has(folder))).toEqual([])
  })
  it('are reported if they have a cycle', () => {
    const imports = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['b'])],
    ])
    expect([...imports.keys()].filter((folder) => reached(imports, folder).has(folder))).toEqual(['b', 'c'])
  })
})
