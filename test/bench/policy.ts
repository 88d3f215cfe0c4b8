/** Parsing and linting policies: ten times the text may take twelve times as long. */
import { lintPolicy } from '../../policy/lint/lint.ts'
import { readPolicy } from '../../policy/meaning.ts'
import { alternately, ms, type Benchmark } from './benchmark.ts'

/** Rules like those of an organization, a third of them with a warning. */
export const policyOf = (rules: number): string =>
  Array.from(
    { length: rules },
    (_, index) => `# team ${index % 97}
path "secret/${index % 3 === 0 ? '' : 'data/'}team-${index % 97}/app-${index}/*" {
  capabilities = ["create", "read", "update", "delete"${index % 5 === 0 ? ', "list"' : ''}]
  min_wrapping_ttl = "1m"
}
`,
  ).join('\n')

const context = { name: null, mounts: [{ path: 'secret/', type: 'kv', version: 2 as const }], others: [] }

const parse = (text: string): unknown => readPolicy(text, { dialect: 'openbao', now: 0 })

const parseAndLint = (text: string): unknown => lintPolicy(readPolicy(text, { dialect: 'openbao', now: 0 }), context)

/**
 * Returns how much longer ten times the text takes. Runs the large text once and the small one ten times, so that both
 * take similar time and a busy machine interrupts both equally.
 */
async function growth(work: (text: string) => unknown, rules: number, rounds: number): Promise<[number, string]> {
  const small = policyOf(rules)
  const large = policyOf(rules * 10)
  const { a, b } = await alternately(
    async () => work(large),
    async () => {
      for (let time = 0; time < 10; time++) work(small)
    },
    rounds,
  )
  return [(a / b) * 10, `${rules * 10} rules ${ms(a)}, ${rules} rules ${ms(b / 10)}`]
}

export const policy: Benchmark = {
  name: 'policy',
  run: async () => {
    // Vault does not accept 20,000 rules; OpenBao would.
    const [parsing, parsingNote] = await growth(parse, 2_000, 15)
    const [linting, lintingNote] = await growth(parseAndLint, 1_000, 21)
    return [
      { name: 'policy-parse-linear', ratio: parsing, goal: 12, note: parsingNote },
      { name: 'policy-lint-linear', ratio: linting, goal: 12, note: `parsed and linted: ${lintingNote}` },
    ]
  },
}
