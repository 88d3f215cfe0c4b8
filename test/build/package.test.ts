/**
 * The dry run of the packaging: its report about the project, and its detection of files that must not ship. Reads
 * `dist/`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation'
import { Version } from '@cyclonedx/cyclonedx-library/Spec'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Finding } from '../../scripts/package/checks.ts'
import { dryRun, table } from '../../scripts/package/dryRun.ts'
import { fuseNames } from '../../scripts/package/standIn.ts'
import { project, scratchFolder, scratchProject } from './scratchProject.ts'

const failed = (findings: readonly Finding[]) =>
  Object.fromEntries(
    findings.flatMap(({ check, problems }) => (problems.length > 0 ? [[check, problems] as const] : [])),
  )

describe('the package', () => {
  let findings: readonly Finding[]
  let resources: string
  const read = (name: string) => readFileSync(join(resources, name), 'utf8')

  beforeAll(async () => {
    const scratch = await scratchFolder()
    findings = await dryRun(project, scratch)
    resources = join(scratch, 'release', 'linux-unpacked', 'resources')
  })

  it('passes every check', () => {
    expect(failed(findings)).toEqual({})
    expect(findings.length).toBeGreaterThan(12)
    expect(table(findings)).not.toContain('FAIL')
  })

  it('lists exactly its contents in the CycloneDX schema', async () => {
    const text = read('sbom.cdx.json')
    expect(await new JsonStrictValidator(Version.v1dot6).validate(text)).toBeNull()
    const { components } = JSON.parse(text) as { components: { name: string; group?: string; hashes?: unknown[] }[] }
    const names = components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`))
    // Bundled although only a development dependency, loaded in addition to the bundles, the bundlers' own helpers, the
    // program.
    expect(names).toEqual(
      expect.arrayContaining([
        'react',
        'react-aria-components',
        'undici',
        'dbus-native',
        'zod',
        '@napi-rs/keyring',
        'rolldown',
        'electron',
      ]),
    )
    // Dependencies of the loopback shell, the tests and the build.
    for (const name of ['fastify', 'ws', 'open', 'vitest', 'typescript', 'electron-builder'])
      expect(names).not.toContain(name)
    expect(components.every(({ hashes }) => hashes?.length === 1)).toBe(true)
  })

  it('contains the licenses of all its contents, and names no path of this computer', () => {
    const text = read('THIRD-PARTY-LICENSES.txt')
    expect(text).toContain('react-dom 19')
    expect(text).toContain('Permission is hereby granted, free of charge')
    for (const written of [text, read('sbom.cdx.json')]) expect(written).not.toContain(project)
  })
})

describe('the dry run fails', () => {
  it('for a source map, a test, an unreferenced file, an ESM preload and a page that grew', async () => {
    const { folder, write } = await scratchProject()
    write('dist/main/main.js.map', '{}')
    write('dist/renderer/assets/page.test.js', 'export {}')
    write('dist/renderer/assets/forgotten.css', 'p { color: red }\n/*# sourceMappingURL=forgotten.css.map */')
    write(
      'dist/preload/preload.cjs',
      'import { contextBridge } from "electron"\nrequire("node:fs")\nexport { contextBridge }',
    )
    write(
      'dist/renderer/index.html',
      `${readFileSync(join(folder, 'dist/renderer/index.html'), 'utf8')}<script src="/assets/large.js"></script>`,
    )
    write(
      'dist/renderer/assets/large.js',
      Array.from({ length: 40_000 }, (_, index) => `export const a${index}=${(index * 7919) % 99_991}`).join('\n'),
    )
    write(
      'dist/bundled/scratch.json',
      JSON.stringify({ 'dist/renderer/assets/large.js': [], 'dist/renderer/assets/page.test.js': [] }),
    )
    const found = failed(await dryRun(folder, await scratchFolder()))
    expect(found).toMatchObject({
      'only what runs': expect.arrayContaining([
        'dist/renderer/assets/forgotten.css is named by no other file.',
      ]) as unknown,
      'no source map': [
        'dist/main/main.js.map is a source map.',
        'dist/renderer/assets/forgotten.css names a source map.',
      ],
      'no test': ['dist/renderer/assets/page.test.js belongs to tests.'],
      'preload is one CJS file': [
        'dist/preload/preload.cjs has an import.',
        'dist/preload/preload.cjs has an export.',
        'dist/preload/preload.cjs requires node:fs.',
      ],
      'page at its start, gzipped': [expect.stringContaining('where 250 KB is the budget') as unknown],
    })
    expect(Object.keys(found)).toHaveLength(5)
  })

  it('for a packed dependency, a packed or unpinned addon, and a witness with shared chunks', async () => {
    const { folder, replace, write } = await scratchProject()
    for (const name of readdirSync(join(folder, 'dist/main')).filter((each) => each.endsWith('.js'))) {
      const text = readFileSync(join(folder, 'dist/main', name), 'utf8')
      if (text.includes('strongroom-witness-')) {
        write(`dist/main/${name}`, text.replace('setActivationPolicy', 'x').replace('strongroom-witness-', 'x'))
      }
    }
    replace(
      'electron-builder.yml',
      '  - node_modules/@napi-rs/keyring/',
      '  - node_modules/zod/package.json\n  - node_modules/@napi-rs/keyring/',
    )
    replace(
      'electron-builder.yml',
      "asarUnpack:\n  - '**/*.node'\n  - electron/features/practice/build/**",
      "asarUnpack: ['**/*.none']",
    )
    replace(
      'package-lock.json',
      '"node_modules/@napi-rs/keyring-win32-arm64-msvc"',
      '"node_modules/@napi-rs/keyring-win32-none"',
    )
    const found = failed(await dryRun(folder, await scratchFolder()))
    expect(found).toMatchObject({
      'only what runs': ['node_modules/zod/package.json is a dependency that nothing loads.'],
      'native addon unpacked': [expect.stringContaining('is inside the archive')],
      'addon of each target': [expect.stringContaining('keyring-win32-arm64-msvc is not in package-lock.json')],
      'witness is a process apart': [
        'The witness shares the folder of Chromium with the app.',
        'The witness shows an icon in the Dock of macOS.',
      ],
    })
  })

  it('for a start without a sandbox, links to the portable program and an AppImage that needs FUSE 2', async () => {
    const { folder, replace } = await scratchProject()
    replace('electron-builder.yml', 'appimage: 1.0.3', 'appimage: 0.0.0')
    const main = readFileSync(join(folder, 'dist/main/main.js'), 'utf8')
    const [, condition = '', call = ''] = /(\w+)\|\|(\w+\.enableSandbox\(\))/.exec(main) ?? []
    replace('dist/main/main.js', `${condition}||${call}`, 'void 0')
    replace('dist/main/main.js', 'PORTABLE_EXECUTABLE_DIR', 'PORTABLE_EXECUTABLE_FILE')
    const found = failed(await dryRun(folder, await scratchFolder()))
    expect(found).toEqual({
      'sandbox of the window': ['A start does not enable the sandbox before it asks for the lock: lock.'],
      AppImage: ['The runtime needs libfuse.so.2 (toolsets.appimage).'],
      'no links to the portable': ['The main process registers links without asking for PORTABLE_EXECUTABLE_DIR.'],
    })
  })

  it('for a fuse without a decision', async () => {
    const { folder, replace } = await scratchProject()
    replace('scripts/package/fuses.ts', '  [FuseV1Options.OnlyLoadAppFromAsar]: true,\n', '')
    const found = failed(await dryRun(folder, await scratchFolder()))
    expect(found).toEqual({ 'electron-builder packs it': [expect.stringContaining('OnlyLoadAppFromAsar')] })
  })

  it('for a fuse of a newer Electron, which has no decision yet', async () => {
    const found = failed(await dryRun(project, await scratchFolder(), fuseNames.length + 1))
    expect(found).toEqual({ 'electron-builder packs it': [expect.stringMatching(/fuse/i)] })
  })

  it('for a key in electron-builder.yml that its schema does not have', async () => {
    const { folder, replace } = await scratchProject()
    replace('electron-builder.yml', 'npmRebuild: false', 'npmRebuild: false\nautoUpdate: true')
    const found = failed(await dryRun(folder, await scratchFolder()))
    expect(found).toEqual({ 'electron-builder packs it': [expect.stringContaining('autoUpdate')] })
  })

  it('for a bundle without a list of its contents', async () => {
    const { folder, replace } = await scratchProject()
    replace('dist/bundled/preload.json', 'dist/preload/preload.cjs', 'dist/preload/another.cjs')
    const found = failed(await dryRun(folder, await scratchFolder()))
    expect(found).toEqual({
      'electron-builder packs it': ['dist/bundled/ does not say what dist/preload/preload.cjs is made of.'],
    })
  })
})
