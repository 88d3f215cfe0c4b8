/** The workflows of the hosted CI, as far as they can be checked without running. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { foldersFor } from '../../electron/base/system/folders.ts'
import playwright from '../../playwright.config.ts'
import { leftOut, oneShell } from '../e2e/targets.ts'
import { project } from './scratchProject.ts'

const folder = join(project, '.github', 'workflows')
/** The one job environment, whose secrets exist only for jobs of tags. */
const releaseEnvironment = 'release'
const names = readdirSync(folder)

const stepSchema = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
})
const matrixSchema = z.looseObject({
  include: z.array(z.record(z.string(), z.string())).optional(),
  system: z.array(z.string()).optional(),
  version: z.array(z.string()).optional(),
})
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.union([
    z.strictObject({
      push: z.strictObject({ branches: z.array(z.string()), tags: z.array(z.string()).optional() }),
      pull_request: z.null(),
      workflow_dispatch: z.null().optional(),
      schedule: z.array(z.strictObject({ cron: z.string() })).optional(),
    }),
    // A workflow that runs on a schedule or is started by hand.
    z.strictObject({
      schedule: z.array(z.strictObject({ cron: z.string() })).min(1),
      workflow_dispatch: z.null(),
    }),
  ]),
  permissions: z.strictObject({ contents: z.literal('read') }),
  concurrency: z.unknown(),
  jobs: z.record(
    z.string(),
    z.strictObject({
      'runs-on': z.string(),
      'timeout-minutes': z.number().max(120),
      strategy: z.looseObject({ matrix: matrixSchema }).optional(),
      needs: z.string().optional(),
      if: z.string().optional(),
      environment: z.literal(releaseEnvironment).optional(),
      permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
      steps: z.array(stepSchema).min(2),
    }),
  ),
})

const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const workflow = (name: string) => workflowSchema.parse(parse(read(name)))
const stepsOf = (name: string) => Object.values(workflow(name).jobs).flatMap(({ steps }) => steps)
const commandsOf = (name: string) =>
  stepsOf(name)
    .flatMap(({ run }) => (run === undefined ? [] : run.trim().split('\n')))
    .filter((line) => !line.startsWith('#'))

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')))

/** The write permissions of each job, in addition to read permissions. */
const writes: Readonly<Record<string, readonly string[]>> = {
  'codeql.yml': ['analyze: security-events'],
  'desktop.yml': ['release: id-token', 'release: attestations'],
}

describe.each(names)('%s', (name) => {
  it('has the shape of a workflow, and only read permissions', () => {
    expect(() => workflow(name)).not.toThrow()
    expect(read(name)).not.toMatch(/pull_request_target|GITHUB_TOKEN/)
    const rights = Object.entries(workflow(name).jobs).flatMap(([job, { permissions = {} }]) =>
      Object.entries(permissions).flatMap(([right, value]) => (value === 'write' ? [`${job}: ${right}`] : [])),
    )
    expect(rights).toEqual(writes[name] ?? [])
  })

  it('gives a secret to one step of a job for tags at a time, and to no step that installs packages', () => {
    const mentions = [...read(name).matchAll(/secrets\b/g)].length
    let seen = 0
    for (const { if: when, environment, steps } of Object.values(workflow(name).jobs)) {
      for (const { env = {}, run = '' } of steps) {
        const secrets = Object.values(env).filter((text) => /^\$\{\{ secrets\.[A-Z_]+ \}\}$/.test(text))
        if (secrets.length === 0) continue
        seen += secrets.length
        expect([when, environment]).toEqual(["github.ref_type == 'tag'", releaseEnvironment])
        expect(['npm run package', 'node ./scripts/package/checksums.ts release']).toContain(run)
      }
    }
    // A secret anywhere else would not be counted. The comments mention secrets, too.
    const inComments = read(name)
      .split('\n')
      .filter((line) => /^\s*#.*secrets/.test(line)).length
    expect(seen).toBe(mentions - inComments)
  })

  it('pins actions to their commit, with the version next to it, and keeps no credentials', () => {
    const used = read(name)
      .split('\n')
      .filter((line) => /\buses:/.test(line))
    expect(used.length).toBeGreaterThan(1)
    for (const line of used)
      expect(line).toMatch(/uses: (?:actions|github\/codeql-action)\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    const checkouts = stepsOf(name).filter(({ uses }) => uses?.startsWith('actions/checkout@') === true)
    for (const { with: words } of checkouts) expect(words).toMatchObject({ 'persist-credentials': false })
  })

  it('runs scripts and files that exist', () => {
    const first = (pattern: RegExp) => commandsOf(name).flatMap((command) => pattern.exec(command)?.[1] ?? [])
    const called = first(/\bnpm run ([\w:]+)/)
    const files = first(/(?:^|\bnode )((?:\.|node_modules\/)[\w./-]+)/)
    const folders = [...read(name).matchAll(/hashFiles\('([^'*]+)/g)].map(([, path = '']) => path)
    // The code scanning runs no script of the project.
    const least = name === 'codeql.yml' ? 0 : 1
    expect(called.length + files.length).toBeGreaterThanOrEqual(least)
    expect(folders.length).toBeGreaterThanOrEqual(least)
    expect(called.filter((script) => !Object.hasOwn(scripts, script))).toEqual([])
    expect([...files, ...folders].filter((path) => !existsSync(join(project, path)))).toEqual([])
  })

  it('puts no text that a stranger can write into a command', () => {
    for (const command of commandsOf(name)) expect(command).not.toContain('${{')
  })
})

describe('ci.yml', () => {
  it('runs the single check command of the project', () => {
    expect(commandsOf('ci.yml')).toContain('.ci/run')
  })
})

describe('desktop.yml', () => {
  const { journeys, packages, release } = workflow('desktop.yml').jobs
  const systems = journeys?.strategy?.matrix.include ?? []

  it('runs the real journeys on three systems, and packages a tag only after them', () => {
    expect(systems.map(({ system = '' }) => system.split('-')[0])).toEqual(['ubuntu', 'macos', 'windows'])
    const runs = commandsOf('desktop.yml').filter((command) => command.includes('test:e2e'))
    expect(runs).toHaveLength(2)
    for (const run of runs) expect(run).toMatch(/-- --project electron$/)
    // All journeys except those of the browser shell and of the Electron double.
    const electron = playwright.projects?.find(({ name }) => name === 'electron')
    expect(electron).toMatchObject({ grepInvert: leftOut('electron') })
    expect(electron?.grep).toBeUndefined()
    const skipped = oneShell.filter(({ on }) => !on.includes('electron')).map(({ tag }) => tag)
    expect(skipped).toEqual(['@browser', '@double'])
    expect(packages).toMatchObject({ needs: 'journeys', if: "github.ref_type == 'tag'" })
  })

  it('has a window manager under Xvfb, so that windows can be focused and maximized', () => {
    const commands = commandsOf('desktop.yml')
    const xvfb = commands.find((command) => /xvfb-run .*test:e2e/.test(command))
    expect(xvfb).toBe('xvfb-run --auto-servernum .ci/window-manager npm run test:e2e -- --project electron')
    const manager = readFileSync(join(project, '.ci', 'window-manager'), 'utf8')
    const [program = ''] = /^\w+(?= --sm-disable &$)/m.exec(manager) ?? []
    expect(commands.some((command) => command.includes('apt-get install') && command.includes(` ${program} `))).toBe(
      true,
    )
    expect(statSync(join(project, '.ci', 'window-manager')).mode & 0o111).toBe(0o111)
  })

  it('starts once while AppArmor restricts the sandbox, before that is allowed', () => {
    const commands = commandsOf('desktop.yml')
    const says = commands.findIndex((command) => command.includes('.ci/start-says'))
    const [, words = 'nothing'] = /'(.+)'/.exec(commands[says] ?? '') ?? []
    expect(readFileSync(join(project, 'scripts', 'start', 'sandbox.mjs'), 'utf8')).toContain(words)
    expect(statSync(join(project, '.ci', 'start-says')).mode & 0o111).toBe(0o111)
    expect(commands.findIndex((command) => command.includes('apparmor_restrict'))).toBeGreaterThan(says)
  })

  it('keeps the built Vault in the location that the app itself uses', () => {
    const platforms = { ubuntu: 'linux', macos: 'darwin', windows: 'win32' } as const
    for (const { system = '', cache } of systems) {
      const platform = platforms[system.split('-')[0] as keyof typeof platforms]
      expect(cache?.replace('~', '/home')).toBe(foldersFor({}, { platform, home: '/home' }).cache)
    }
  })

  it('attests and checksums the output of the packages job, in a job that installs nothing', () => {
    expect(release).toMatchObject({ needs: 'packages', if: "github.ref_type == 'tag'" })
    const used = release?.steps.flatMap(({ uses = '' }) => (uses === '' ? [] : [uses.split('@')[0]])) ?? []
    expect(used).toEqual([
      'actions/checkout',
      'actions/setup-node',
      'actions/download-artifact',
      'actions/attest-build-provenance',
      'actions/upload-artifact',
    ])
    const commands = release?.steps.flatMap(({ run = '' }) => (run === '' ? [] : [run])) ?? []
    expect(commands).toEqual(['node ./scripts/package/checksums.ts release'])
    // The files with checksums are the attested and uploaded files.
    const paths = release?.steps.flatMap(({ with: words = {} }) => [words['subject-path'], words['path']]) ?? []
    expect(paths.filter((path) => path !== undefined)).toEqual(['release', 'release/*', 'release'])
  })
})

describe('dependabot.yml', () => {
  const { updates } = z
    .object({
      version: z.literal(2),
      updates: z.array(
        z.object({
          'package-ecosystem': z.string(),
          directory: z.string().optional(),
          directories: z.array(z.string()).optional(),
        }),
      ),
    })
    .parse(parse(readFileSync(join(project, '.github', 'dependabot.yml'), 'utf8')))

  it('watches the packages, the Go modules and the actions', () => {
    const manifests: Readonly<Record<string, string>> = {
      npm: 'package-lock.json',
      gomod: 'go.mod',
      'github-actions': '.github/workflows',
    }
    expect(new Set(updates.map((update) => update['package-ecosystem']))).toEqual(new Set(Object.keys(manifests)))
    const watched = updates.flatMap(({ directory, directories = [], ...update }) =>
      [...(directory === undefined ? [] : [directory]), ...directories].map((folder) =>
        join(folder, manifests[update['package-ecosystem']] ?? ''),
      ),
    )
    expect(watched.filter((path) => !existsSync(join(project, path)))).toEqual([])
    expect(watched).toHaveLength(6)
  })
})

describe('SECURITY.md', () => {
  it('explains where to report, what is supported and how to check a download', () => {
    const text = readFileSync(join(project, 'SECURITY.md'), 'utf8')
    for (const part of ['Report a vulnerability', 'Supported versions', 'SHA256SUMS', 'gh attestation verify'])
      expect(text).toContain(part)
  })
})
