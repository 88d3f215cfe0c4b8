import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { parse } from 'dotenv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDotenv, writeEnvLine } from '../../../renderer/features/kv/editor/dotenv.ts'
import { exportSecret } from '../../../renderer/features/kv/secret/exporting.ts'
import { startVault, vaultProgram } from '../../servers/vault.ts'
import { vaultApi } from '../../servers/initialized.ts'

const envKey = fc.stringMatching(/^[A-Za-z_][\w.-]{0,8}$/).filter((key) => key !== '__proto__')
const oddText = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom('a', ' ', '\n', '\r', '#', '$', '"', "'", '`', '\\', '=', 'n', 'r', '@', '-', '한', '😀'),
  }),
  fc.constantFrom('-', '@file', '\\@x', '$(id)', '-----BEGIN-----\nabc\n-----END-----\n', 'it\'s "5"', 'C:\\new'),
)
const envEntries = fc.uniqueArray(fc.record({ key: envKey, text: oddText }), { selector: ({ key }) => key })

describe('.env', () => {
  it('is written so that dotenv parses it back exactly', () => {
    fc.assert(
      fc.property(envEntries, (all) => {
        const lines = all.map(({ key, text }) => ({ key, text, line: writeEnvLine(key, text) }))
        const held = lines.filter(({ line }) => line !== null)
        const file = held.map(({ line }) => `${line?.line}\n`).join('')
        expect(new Map(Object.entries(parse(file)))).toEqual(new Map(held.map(({ key, text }) => [key, text])))
        expect(readDotenv(file).problems).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  it('can contain any text except one with three kinds of quotes, or characters that no quotes preserve', () => {
    fc.assert(
      fc.property(envKey, oddText, (key, text) => {
        const isHard = /'[^]*"|"[^]*'|[\\\r]|^\s|\s$/.test(text)
        expect(writeEnvLine(key, text) !== null || isHard).toBe(true)
      }),
    )
    expect(writeEnvLine('a', '\'"`')).toBeNull()
    expect(writeEnvLine('a b', 'x')).toBeNull()
  })

  it('quotes line breaks, quotes, $ and #', () => {
    const line = (text: string) => writeEnvLine('A', text)
    expect(line('plain-1.2/3')).toEqual({ line: 'A=plain-1.2/3', isFragile: false })
    expect(line('a\nb')).toEqual({ line: "A='a\nb'", isFragile: false })
    expect(line('$HOME #1')).toEqual({ line: "A='$HOME #1'", isFragile: false })
    expect(line("it's")).toEqual({ line: `A="it's"`, isFragile: false })
    expect(line("it's $5")).toEqual({ line: `A="it's $5"`, isFragile: true })
    expect(line('')).toEqual({ line: 'A=', isFragile: false })
  })

  it('is parsed as by dotenv', () => {
    const name = fc.constantFrom('A', 'B_1', 'c.d', 'e-f')
    const value = fc.oneof(
      fc
        .string({ unit: fc.constantFrom('a', ' ', '#', '$', '\\', 'n', '=', ':', '"', "'") })
        .filter((text) => !/['"]/.test(text)),
      fc.string({ unit: fc.constantFrom('a', ' ', '\n', '#', '$', '\\', 'n', 'b') }).map((text) => `"${text}b"`),
      fc.string({ unit: fc.constantFrom('a', ' ', '\n', '#', '$', '"', 'n') }).map((text) => `'${text}'`),
      fc.string({ unit: fc.constantFrom('a', "'", '\n', '#', '"') }).map((text) => `\`${text}\``),
    )
    const statement = fc
      .tuple(
        fc.constantFrom('', 'export ', '  '),
        name,
        fc.constantFrom('=', ' = ', ': '),
        value,
        fc.constantFrom('', ' # why', '  '),
      )
      .map((parts) => parts.join(''))
    const file = fc.array(fc.oneof(statement, fc.constantFrom('', '# nothing', '   ')), { maxLength: 6 })
    fc.assert(
      fc.property(file, fc.constantFrom('\n', '\r\n'), (lines, newline) => {
        const text = lines.join(newline)
        const read = new Map(readDotenv(text).entries.map(({ key, text: each }) => [key, each]))
        expect(read).toEqual(new Map(Object.entries(parse(text))))
      }),
      { numRuns: 1000 },
    )
  })

  it('reports the lines that it could not parse, and what was lost', () => {
    const read = readDotenv('A=1\nnot a line\n__proto__=kept\nB=a#b\nA=2\n"x"\n한=1\n')
    expect(read.entries).toEqual([
      { key: '__proto__', text: 'kept' },
      { key: 'B', text: 'a' },
      { key: 'A', text: '2' },
    ])
    expect(read.problems.map(({ kind, line }) => [kind, line])).toEqual([
      ['key-twice', 1],
      ['no-assignment', 2],
      ['cut', 4],
      ['no-assignment', 6],
      ['no-assignment', 7],
    ])
  })
})

describe('an exported secret', () => {
  const secret = [
    { key: 'text', json: '"a b"' },
    { key: 'port', json: '8080' },
    { key: 'big', json: '12345678901234567890' },
    { key: 'a key', json: '"x"' },
    { key: 'list', json: '[1, 2]' },
  ]

  it('contains everything as JSON', () => {
    const { text, leftOut, asText } = exportSecret('json', secret)
    expect(text).toContain('"big": 12345678901234567890')
    expect([leftOut, asText]).toEqual([[], []])
  })

  it('as .env names the omitted keys and the types that become text', () => {
    const exported = exportSecret('env', secret)
    expect(exported.text).toBe("text='a b'\nport=8080\nbig=12345678901234567890\nlist='[1, 2]'\n")
    expect([exported.leftOut, exported.asText]).toEqual([['a key'], ['port', 'big', 'list']])
  })

  it('as key=value is stored exactly by vault kv put', async () => {
    const vault = await startVault({ dev: true })
    const program = await vaultProgram()
    const texts = fc.sample(oddText, { numRuns: 150, seed: 7 })
    const entries = texts.map((text, index) => ({ key: `k ${index}'$`, json: JSON.stringify(text) }))
    const { text, leftOut, withControls } = exportSecret('pairs', entries)
    // Through a real shell, because its quoting is half of the format.
    await promisify(execFile)('sh', ['-c', `"$VAULT" kv put -mount=secret pairs ${text}`], {
      env: {
        PATH: process.env['PATH'],
        HOME: vault.folder,
        VAULT: program,
        VAULT_ADDR: vault.address,
        VAULT_TOKEN: 'root',
      },
    })
    const answer = (await vaultApi(vault, 'GET', 'secret/data/pairs', { token: 'root' })) as {
      data: { data: Record<string, string> }
    }
    const wanted = entries.filter(({ key }) => !leftOut.includes(key) && !withControls.includes(key))
    expect(new Map(Object.entries(answer.data.data))).toEqual(
      new Map(wanted.map(({ key, json }) => [key, String(JSON.parse(json))])),
    )
    expect(leftOut.length).toBeLessThan(30)
    await vault.stop()
  })
})
