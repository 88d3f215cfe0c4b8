/**
 * The policies that the servers accept and refuse, and the access that they grant and deny, compared with Strongroom's
 * own parser.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dialect } from '../../policy/dialect.ts'
import { Acl } from '../../policy/match.ts'
import { isAccepted, readPolicy } from '../../policy/meaning.ts'
import { hclOf } from '../../policy/toHcl.ts'
import { inParallel, startPolicyServer, type PolicyServer } from './askServer.ts'
import { collected } from './collected.ts'
import { damaged } from './damage.ts'
import { hclPolicy } from './generateHcl.ts'
import { jsonPolicy } from './generateJson.ts'

/** Constant, so that a difference can be reproduced; change it to test other policies. */
const seed = 20_261

const dialects: readonly Dialect[] = ['vault', 'openbao']

const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number): T[] => fc.sample(arbitrary, { numRuns, seed })

interface Difference {
  readonly text: string
  readonly server: boolean
  readonly ours: readonly unknown[]
}

async function differences(server: PolicyServer, texts: readonly string[]): Promise<Difference[]> {
  const found: Difference[] = []
  await inParallel(texts, async (text, index) => {
    const { status } = await server.ask('PUT', `sys/policies/acl/p${index % 50}`, { policy: text })
    const ours = readPolicy(text, { dialect: server.dialect, now: Date.now() })
    const taken = status >= 200 && status < 300
    if (taken !== isAccepted(ours)) found.push({ text: text.slice(0, 500), server: taken, ours: ours.problems })
  })
  return found
}

describe.each(dialects)('%s', (dialect) => {
  let server: PolicyServer
  beforeAll(async () => {
    server = await startPolicyServer(dialect)
  })
  afterAll(() => server.stop())

  test('accepts the collected policies that are marked as valid, as the parser does', async () => {
    const wrong: string[] = []
    await inParallel(collected, async ({ what, text, takenBy }, index) => {
      const expected = takenBy === 'both' || takenBy === dialect
      const { status } = await server.ask('PUT', `sys/policies/acl/c${index}`, { policy: text })
      const ours = isAccepted(readPolicy(text, { dialect, now: Date.now() }))
      if (status >= 200 && status < 300 !== expected) wrong.push(`${what}: the server answered ${status}`)
      if (ours !== expected) wrong.push(`${what}: we ${ours ? 'took' : 'refused'} it`)
    })
    expect(wrong).toEqual([])
  })

  test('accepts and refuses the same policies as the parser: HCL by its grammar', async () => {
    expect(await differences(server, sample(hclPolicy, 2500))).toEqual([])
  })

  test('accepts and refuses the same policies as the parser: JSON by its grammar', async () => {
    expect(await differences(server, sample(jsonPolicy, 2500))).toEqual([])
  })

  test('accepts JSON policies after conversion to HCL', async () => {
    const texts = sample(jsonPolicy, 1500).flatMap((text) => {
      const hcl = hclOf(readPolicy(text, { dialect, now: Date.now() }), Date.now())
      return hcl === null ? [] : [hcl]
    })
    expect(texts.length).toBeGreaterThan(200)
    const refused: string[] = []
    await inParallel(texts, async (policy, index) => {
      const { status } = await server.ask('PUT', `sys/policies/acl/h${index % 50}`, { policy })
      if (status < 200 || status >= 300) refused.push(policy)
    })
    expect(refused).toEqual([])
  })

  test('accepts and refuses the same policies as the parser: damaged policies', async () => {
    const small = collected.filter(({ text }) => text.length < 5000).map(({ text }) => text)
    expect(await differences(server, sample(damaged(small), 2500))).toEqual([])
  })

  test('allows the same paths as the simulator', async () => {
    const segment = fc.constantFrom('a', 'b', 'ab', '+', 'c', 'é', '+x')
    const pattern = fc
      .tuple(
        fc.constantFrom('', '', '', '', '/'),
        fc.array(segment, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '', '/', '*', '/*', '/b*'),
      )
      .map(([start, segments, end]) => start + segments.join('/') + end)
      .filter((path) => !path.includes('+*'))
    const capabilities = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.uniqueArray(fc.constantFrom('create', 'read', 'update', 'delete', 'list', 'sudo', 'patch'), {
          maxLength: 3,
        }),
      },
      { weight: 1, arbitrary: fc.constant(['deny']) },
    )
    const policy = fc
      .array(fc.tuple(pattern, capabilities), { minLength: 1, maxLength: 8 })
      .map((rules) =>
        rules
          .map(([path, given]) => `path ${JSON.stringify(path)} { capabilities = ${JSON.stringify(given)} }`)
          .join('\n'),
      )
    const path = fc
      .tuple(
        fc.array(fc.constantFrom('a', 'b', 'ab', 'c', 'é', 'd', '+x', ''), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('', '/'),
      )
      .map(([segments, end]) => segments.join('/') + end)
      .filter((asked) => asked.replace(/^\/+/, '') !== '')
    const world = fc.tuple(
      fc.array(policy, { minLength: 1, maxLength: 3 }),
      fc.array(path, { minLength: 60, maxLength: 60 }),
    )

    const wrong: string[] = []
    let asked = 0
    await inParallel(sample(world, 250), async ([policies, paths], index) => {
      const names = policies.map((_, at) => `w${index}-${at}`)
      for (const [at, text] of policies.entries())
        await server.ask('PUT', `sys/policies/acl/${names[at] ?? ''}`, { policy: text })
      const token = await server.tokenOf(names)
      const answer = await server.ask('POST', 'sys/capabilities', { token, paths })
      const theirs = (answer.data as { data: Record<string, string[]> }).data
      const acl = new Acl(
        policies.map((text, at) => ({
          name: names[at] ?? '',
          rules: readPolicy(text, { dialect, now: Date.now() }).rules,
        })),
        { dialect },
      )
      for (const each of paths) {
        asked++
        const ours = acl.capabilities(each).toSorted().join(' ')
        const theirWord = (theirs[each] ?? []).toSorted().join(' ')
        if (ours !== theirWord)
          wrong.push(`${each}: server ${theirWord}, we ${ours}, policies:\n${policies.join('\n--\n')}`)
      }
    })
    expect(wrong).toEqual([])
    expect(asked).toBe(15_000)
  })
})
