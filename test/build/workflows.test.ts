/** The workflows of the hosted CI, as far as they can be checked where they do not run. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { foldersFor } from '../../electron/folders.ts'
import { project } from './scratchProject.ts'

const folder = join(project, '.github', 'workflows')
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
})
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.strictObject({
    push: z.strictObject({ branches: z.array(z.string()), tags: z.array(z.string()).optional() }),
    pull_request: z.null(),
    workflow_dispatch: z.null().optional(),
  }),
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

describe.each(names)('%s', (name) => {
  it('has the shape of a workflow, and no right but to read', () => {
    expect(() => workflow(name)).not.toThrow()
    expect(read(name)).not.toMatch(/pull_request_target|secrets\.|GITHUB_TOKEN/)
  })

  it('uses actions by their commit, with the version beside it, and keeps no credentials', () => {
    const used = read(name)
      .split('\n')
      .filter((line) => /\buses:/.test(line))
    expect(used.length).toBeGreaterThan(1)
    for (const line of used) expect(line).toMatch(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    const checkouts = stepsOf(name).filter(({ uses }) => uses?.startsWith('actions/checkout@') === true)
    for (const { with: words } of checkouts) expect(words).toMatchObject({ 'persist-credentials': false })
  })

  it('runs scripts and files that are there', () => {
    const first = (pattern: RegExp) => commandsOf(name).flatMap((command) => pattern.exec(command)?.[1] ?? [])
    const called = first(/\bnpm run ([\w:]+)/)
    const files = first(/(?:^|\bnode )((?:\.|node_modules\/)[\w./-]+)/)
    const folders = [...read(name).matchAll(/hashFiles\('([^'*]+)/g)].map(([, path = '']) => path)
    expect(called.length + files.length).toBeGreaterThan(0)
    expect(folders.length).toBeGreaterThan(0)
    expect(called.filter((script) => !Object.hasOwn(scripts, script))).toEqual([])
    expect([...files, ...folders].filter((path) => !existsSync(join(project, path)))).toEqual([])
  })

  it('puts nothing that a stranger can write into a command', () => {
    for (const command of commandsOf(name)) expect(command).not.toContain('${{')
  })
})

describe('ci.yml', () => {
  it('runs the one command of the project', () => {
    expect(commandsOf('ci.yml')).toContain('.ci/run')
  })
})

describe('desktop.yml', () => {
  const { journeys, packages } = workflow('desktop.yml').jobs
  const systems = journeys?.strategy?.matrix.include ?? []

  it('runs the real journeys on three systems, and packages a tag only after them', () => {
    expect(systems.map(({ system = '' }) => system.split('-')[0])).toEqual(['ubuntu', 'macos', 'windows'])
    const runs = commandsOf('desktop.yml').filter((command) => command.includes('test:e2e'))
    expect(runs).toHaveLength(2)
    for (const run of runs) expect(run).toMatch(/-- --project electron$/)
    expect(packages).toMatchObject({ needs: 'journeys', if: "github.ref_type == 'tag'" })
  })

  it('keeps the built Vault where the app itself looks for it', () => {
    const platforms = { ubuntu: 'linux', macos: 'darwin', windows: 'win32' } as const
    for (const { system = '', cache } of systems) {
      const platform = platforms[system.split('-')[0] as keyof typeof platforms]
      expect(cache?.replace('~', '/home')).toBe(foldersFor({}, { platform, home: '/home' }).cache)
    }
  })
})
