/** Key files in the forms that people have: which are read, as what, and which are refused. */
import { describe, expect, it } from 'vitest'
import { parseKeyFile } from '../../../electron/core/ceremonies/keyFile.ts'
import { readKeyFile } from '../../../electron/core/ceremonies/readKeyFile.ts'

const bytes = [1, 2, 3].map((fill) => Buffer.alloc(33, fill))
const base64 = bytes.map((each) => each.toString('base64'))
const hex = bytes.map((each) => each.toString('hex'))
const token = 'hvs.aRootToken'
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
const init = {
  unseal_keys_b64: base64,
  unseal_keys_hex: hex,
  unseal_shares: 3,
  unseal_threshold: 2,
  recovery_keys_b64: [],
  recovery_keys_hex: [],
  root_token: token,
}
const lines = base64.map((share, at) => `Unseal Key ${at + 1}: ${share}`)
const printed = `${lines.join('\n')}\n\nInitial Root Token: ${token}\n\nVault initialized with 3 key shares.\n`
const once = (text: string) => Buffer.from(text).toString('base64')
const secret = (data: Readonly<Record<string, string>>, more = '') =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: lab-keys\n${more}data:\n${Object.entries(data)
    .map(([name, value]) => `  ${name}: ${value}\n`)
    .join('')}`

/** Each of these files holds the three shares. */
const read: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['operator init -format=json', json(init), 'init-json', base64],
  [
    'one of bao, whose empty lists are null',
    json({ ...init, recovery_keys_b64: null, recovery_keys_hex: null }),
    'init-json',
    base64,
  ],
  ['one with a line of a log before it', `init finished\n${json(init)}`, 'init-json', base64],
  ['one with text behind it', `${json(init)}done\n`, 'init-json', base64],
  ['one with a byte order mark and CRLF', `\u{feff}${json(init).replaceAll('\n', '\r\n')}`, 'init-json', base64],
  ['one with only hex', json({ ...init, unseal_keys_b64: [] }), 'init-json', hex],
  ['recovery keys', json({ unseal_keys_b64: [], recovery_keys_b64: base64 }), 'init-json', base64],
  ['recovery keys in hex', json({ recovery_keys_hex: hex }), 'init-json', hex],
  [
    'operator init -format=yaml',
    `recovery_keys_b64: []\nroot_token: ${token}\nunseal_keys_b64:\n${base64.map((share) => `- ${share}\n`).join('')}`,
    'init-yaml',
    base64,
  ],
  ['the answer of sys/init', json({ keys: hex, keys_base64: base64, root_token: token }), 'api-answer', base64],
  ['the answer of the API below data', json({ request_id: 'r', lease_id: '', data: { keys: hex } }), 'api-answer', hex],
  [
    'the answer of the API with recovery keys',
    json({ recovery_keys_base64: base64, keys: null }),
    'api-answer',
    base64,
  ],
  ['the answer of the API with recovery keys in hex', json({ recovery_keys: hex, keys: [] }), 'api-answer', hex],
  ['operator init', printed, 'init-text', base64],
  ['operator init with CRLF', printed.replaceAll('\n', '\r\n'), 'init-text', base64],
  [
    'operator init through a terminal',
    lines.map((line) => `\u{1b}[0m${line}\u{1b}[0m\r\n`).join(''),
    'init-text',
    base64,
  ],
  ['operator init with blanks behind', `${lines.join('  \n')}  \n`, 'init-text', base64],
  ['operator init in a mail', lines.map((line) => `  > ${line}`).join('\n'), 'init-text', base64],
  [
    'operator init with time stamps',
    lines.map((line) => `2026-02-01T10:00:00.000Z ${line}`).join('\n'),
    'init-text',
    base64,
  ],
  [
    'operator init in Markdown',
    `# Lab\n\n${base64.map((share, at) => `* **Unseal Key ${at + 1}:** \`${share}\``).join('\n')}\n`,
    'init-text',
    base64,
  ],
  ['recovery keys, printed', lines.join('\n').replaceAll('Unseal', 'Recovery'), 'init-text', base64],
  ['one share a line', `${base64.join('\n')}\n`, 'list', base64],
  ['one share a line, in hex', `${hex.join('\r\n')}\r\n`, 'list', hex],
  ['shares with commas', base64.join(','), 'list', base64],
  ['shares with bullets and quotes', base64.map((share) => `- "${share}"`).join('\n'), 'list', base64],
  ['numbered shares', base64.map((share, at) => `${at + 1}. ${share}`).join('\n'), 'list', base64],
  ['a JSON list', json(base64), 'list', base64],
  ['shares in base64 of hex', hex.map(once).join('\n'), 'list', hex],
  [
    'a Kubernetes Secret',
    secret(Object.fromEntries(base64.map((share, at) => [`share-${at}`, once(share)]))),
    'kubernetes-secret',
    base64,
  ],
  [
    'a Kubernetes Secret of hex',
    secret(Object.fromEntries(hex.map((share, at) => [`share-${at}`, once(share)]))),
    'kubernetes-secret',
    hex,
  ],
  [
    'a Kubernetes Secret with a key file in it',
    secret({ 'cluster-keys.json': once(json(init)) }),
    'kubernetes-secret',
    base64,
  ],
  ['a Kubernetes Secret with printed keys in it', secret({ 'init.txt': once(printed) }), 'kubernetes-secret', base64],
  [
    'bank-vaults',
    secret({
      'vault-root': once(token),
      'vault-test': once('vault-test'),
      ...Object.fromEntries(hex.map((share, at) => [`vault-unseal-${at}`, once(share)])),
    }),
    'kubernetes-secret',
    hex,
  ],
  [
    'a Kubernetes Secret as JSON',
    json({ kind: 'Secret', data: Object.fromEntries(hex.map((share, at) => [`k${at}`, once(share)])) }),
    'kubernetes-secret',
    hex,
  ],
  [
    'a list of Kubernetes Secrets',
    json({ kind: 'List', items: hex.map((share, at) => ({ kind: 'Secret', data: { [`k${at}`]: once(share) } })) }),
    'kubernetes-secret',
    hex,
  ],
  [
    'stringData',
    `kind: Secret\nstringData:\n${base64.map((share, at) => `  k${at}: "${share}"\n`).join('')}`,
    'kubernetes-secret',
    base64,
  ],
]

describe('a key file', () => {
  it.each(read)('is read: %s', (_what, content, kind, list) => {
    expect(parseKeyFile(content)).toMatchObject({ state: 'read', file: { kind, list, shares: 3, repeated: 0 } })
  })

  it('says which characters of a terminal and of Windows were left out', () => {
    const content = base64.map((share, at) => `\u{1b}[0mUnseal Key ${at + 1}: ${share}\u{1b}[0m\r\n`).join('')
    expect(parseKeyFile(content)).toMatchObject({ file: { tidied: ['terminal-codes', 'carriage-returns'] } })
    expect(parseKeyFile(json({ unseal_keys_b64: base64 }))).toMatchObject({ file: { tidied: [] } })
  })

  it('reports duplicate shares and returns each share once', () => {
    const content = json({ unseal_keys_b64: [base64[0], base64[0], base64[1]] })
    expect(parseKeyFile(content)).toMatchObject({ file: { list: base64.slice(0, 2), shares: 2, repeated: 1 } })
  })

  it.each([
    ['nothing', ' \r\n', 'empty'],
    ['other text', 'these are not the keys', 'none of the forms'],
    ['names of its own', json({ made: '2026-02-01', shares: base64 }), 'unseal_keys_b64'],
    ['a list that is a text', json({ keys: 'aa' }), 'not a list of texts'],
    ['a list of numbers', json({ unseal_keys_b64: base64, keys: [1] }), 'not a list of texts'],
    ['only a root token', json({ root_token: token }), 'no list of key shares'],
    ['a Secret without shares', secret({ 'vault-root': once(token) }), 'No entry'],
    ['a Secret that cannot be read', json({ kind: 'Secret', data: [1] }), 'cannot be read'],
    ['one word that is no share', `${base64.join('\n')}\nnot-a-share\n`, 'none of the forms'],
    ['a share that is too short', json({ unseal_keys_b64: ['qg=='] }), 'too short'],
    ['an encrypted share', json({ unseal_keys_b64: [Buffer.alloc(300, 7).toString('base64')] }), 'PGP'],
    ['YAML aliases', `unseal_keys_b64: &a\n- ${base64[0]}\nmore: *a\n`, 'none of the forms'],
  ])('is refused: %s', async (_what, content, why) => {
    await expect(readKeyFile(content)).rejects.toMatchObject({ code: 'invalid-input' })
    const outcome = parseKeyFile(content)
    expect(outcome).toMatchObject({ state: 'refused', why: expect.stringContaining(why) })
    for (const part of [...base64, ...hex, token]) expect(JSON.stringify(outcome)).not.toContain(part)
  })

  it('ends the parser thread and not the core when it is hostile', async () => {
    const content = `a: ${'['.repeat(100_000)}`
    await expect(readKeyFile(content)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:invalid-input|answer-too-large|internal)$/),
    })
  }, 60_000)
})
