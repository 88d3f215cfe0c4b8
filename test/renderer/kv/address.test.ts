import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, readAddress } from '../../../renderer/features/kv/browse/address.ts'
import { apiName, cliName, pathProblem, type SecretPlace } from '../../../renderer/features/kv/shared/names.ts'
import { asCurl, asVaultCommand, urlPath } from '../../../renderer/features/kv/secret/showAs.ts'
import { shellCommands } from '../../../renderer/lib/shellWords.ts'

const mounts = [
  { path: 'secret/', kvVersion: 2 as const },
  { path: 'team/kv/', kvVersion: 2 as const },
  { path: 'team/', kvVersion: 1 as const },
  { path: 'old/', kvVersion: 1 as const },
  { path: '한 %2F/', kvVersion: 2 as const },
]
const here = { mount: 'secret/', path: '' }
const config = { mount: 'secret/', path: 'webapp/config' }

const read = (text: string, at: SecretPlace = here) => readAddress(text, mounts, at)
const places = (text: string, at: SecretPlace = here): SecretPlace[] =>
  read(text, at).candidates.map(({ place }) => place)
const inSecret = (...paths: string[]) => paths.map((path) => ({ mount: 'secret/', path }))

describe('a place is parsed from', () => {
  it.each([
    'secret/webapp/config',
    '/secret/webapp/config',
    '/v1/secret/data/webapp/config',
    'v1/secret/metadata/webapp/config',
    'https://vault.example.com:8200/v1/secret/data/webapp/config',
    'vault.example.com:8200/v1/secret/data/webapp/config',
    '$VAULT_ADDR/v1/secret/data/webapp/config',
    'vault kv get secret/webapp/config',
    'vault kv get -mount=secret webapp/config',
    '  $ vault kv get -mount secret -field=password webapp/config',
    'VAULT_ADDR=https://x bao kv metadata get -mount="secret" webapp/config | jq .',
    'export VAULT_ADDR=https://x\nvault kv get \\\n  -mount=secret webapp/config\n',
    'vault read -format=json secret/data/webapp/config',
    'vault kv put secret/webapp/config password=x',
    'curl -H "X-Vault-Token: $VAULT_TOKEN" "$VAULT_ADDR/v1/secret/data/webapp/config"',
    'https://vault.example.com/ui/vault/secrets/secret/kv/webapp%2Fconfig',
    'https://vault.example.com/ui/vault/secrets/secret/kv/webapp%2Fconfig/details',
    'https://vault.example.com/ui/vault/secrets/secret/kv/webapp%2Fconfig/metadata/versions',
    'https://vault.example.com/ui/vault/secrets-engines/secret/kv/webapp%2Fconfig/details/edit',
    'https://vault.example.com/ui/vault/secrets/secret/show/webapp/config',
    'https://vault.example.com/ui/vault/secrets/secret/edit/webapp/config#top',
    '/ui/vault/secrets/secret/kv/webapp%2Fconfig/paths',
    'secret/webapp/config\n',
  ])('%s', (text) => {
    expect(places(text)).toEqual([config])
  })

  it.each([
    ['secret/webapp/', 'webapp/'],
    ['secret', ''],
    ['vault kv list secret/webapp', 'webapp/'],
    ['vault kv list -mount=secret', ''],
    ['vault list secret/metadata/webapp', 'webapp/'],
    ['/v1/secret/metadata/webapp?list=true', 'webapp/'],
    ['https://x.example/ui/vault/secrets/secret/kv/list', ''],
    ['https://x.example/ui/vault/secrets/secret/kv/list/webapp/', 'webapp/'],
    ['https://x.example/ui/vault/secrets/secret/kv/list/webapp%2F', 'webapp/'],
    ['https://x.example/ui/vault/secrets/secret/kv/webapp%2F/directory', 'webapp/'],
    ['https://x.example/ui/vault/secrets/secret/list/webapp/', 'webapp/'],
    ['https://x.example/ui/vault/secrets/secret', ''],
  ])('%s, which is a folder', (text, path) => {
    expect(places(text)).toEqual(inSecret(path))
  })

  it.each([
    'https://x.example/ui/vault/secrets/secret/kv/webapp%2Fconfig/details?version=3',
    'https://x.example/v1/secret/data/webapp/config?version=3',
    '/v1/secret/data/webapp/config?version=3',
    'vault kv get -version=3 -mount=secret webapp/config',
  ])('%s, with its version', (text) => {
    expect(read(text).candidates).toEqual([expect.objectContaining({ place: config, version: 3 })])
  })

  it('a mount with a slash in its path, in every form of the web UI', () => {
    const there = { mount: 'team/kv/', path: 'a/b' }
    expect(places('https://x.example/ui/vault/secrets/team%2Fkv/kv/a%2Fb/details')).toEqual([there])
    expect(places('vault kv get -mount=team/kv a/b')).toEqual([there])
  })

  it('a URL, with its server and namespace', () => {
    expect(read('https://vault.example.com:8200/ui/vault/secrets/secret/kv/a/details?namespace=ns1')).toMatchObject({
      origin: 'https://vault.example.com:8200',
      namespace: 'ns1',
    })
    expect(read('vault kv get -namespace=ns1 -mount=secret a')).toMatchObject({ namespace: 'ns1' })
  })
})

describe('the places of an ambiguous text', () => {
  it.each([
    ['secret/data/webapp/config', inSecret('webapp/config', 'data/webapp/config')],
    ['secret/metadata/webapp/', inSecret('webapp/', 'metadata/webapp/')],
    ['secret/data', inSecret('', 'data')],
    [
      'team/kv/a',
      [
        { mount: 'team/kv/', path: 'a' },
        { mount: 'team/', path: 'kv/a' },
      ],
    ],
    ['secret/a ', inSecret('a ', 'a')],
    ['/v1/secret/data/webapp%2Fconfig', inSecret('webapp/config', 'webapp%2Fconfig')],
    ['/v1/secret/data/a%20b', inSecret('a b', 'a%20b')],
    ['https://x.example/ui/vault/secrets/secret/kv/list/details', inSecret('details/', 'list')],
  ])('%s', (text, expected) => {
    expect(places(text)).toEqual(expected)
  })

  it('are one if only one is possible', () => {
    // The CLI adds `data/` itself, and with KV 1 it is an ordinary name.
    expect(places('vault kv get secret/data/a')).toEqual(inSecret('data/a'))
    expect(places('vault kv get -mount=secret data/a')).toEqual(inSecret('data/a'))
    expect(places('old/data/a')).toEqual([{ mount: 'old/', path: 'data/a' }])
    // The HTTP API has no other paths in a KV 2 mount.
    expect(places('/v1/secret/data/data/a')).toEqual(inSecret('data/a'))
    expect(places('vault read secret/data/data/a')).toEqual(inSecret('data/a'))
  })

  it('are below the open folder and below the mount if the text names no mount', () => {
    const at = { mount: 'secret/', path: 'webapp/config' }
    expect(places('keys', at)).toEqual(inSecret('webapp/keys', 'keys'))
    expect(places('webapp/keys', at)).toEqual(inSecret('webapp/keys'))
    expect(read('keys', at).unknown).toBe('keys')
    expect(read('secret/keys', at).unknown).toBeNull()
  })

  it('are none for a command or URL of an unknown mount, about which the server can be asked', () => {
    expect(read('vault kv get hidden/a')).toMatchObject({ candidates: [], unknown: 'hidden/a' })
    expect(read('/v1/hidden/data/a')).toMatchObject({ candidates: [], unknown: 'hidden/data/a' })
    expect(read('vault kv get -mount=hidden a').candidates).toMatchObject([{ place: { mount: 'hidden/', path: 'a' } }])
  })
})

describe('a text that is not a place', () => {
  it.each([
    'secret/../sys',
    'secret//a',
    'secret/a\u0007',
    'vault status',
    'curl x',
    'https://x.example/ui/vault/auth',
  ])('%j does not name a place of a mount', (text) => {
    const found = read(text).candidates.filter(({ reading }) => reading !== 'below')
    expect(found).toEqual([])
  })

  it('any text causes neither an exception nor an invalid place', () => {
    const words =
      'secret|data|v1|/|//|..| |%|%2F|?|#|=|vault kv get |-mount=|\'|"|https://|x.example|/ui/vault/secrets/|kv|list'
    const pieces = fc.constantFrom(...words.split('|'), '\\', '\n', '한', '😀', '\ud800', '\u0000')
    let seen = 0
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        for (const { place, version } of read(parts.join('')).candidates) {
          seen += 1
          expect(['empty', 'folder', null]).toContain(pathProblem(place.path))
          expect(pathProblem(place.mount.slice(0, -1))).toBeNull()
          expect(version === undefined || version >= 1).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
    expect(seen).toBeGreaterThan(100)
  })
})

describe('a place is found again', () => {
  const unit = fc.constantFrom(
    ...Array.from('ab/.-$ %#?+&=*\'"\\`;|~'),
    '%2F',
    'data',
    'list',
    'details',
    'kv',
    '한글',
    '😀',
  )
  const path = fc.string({ unit, minLength: 1, maxLength: 10 }).filter((each) => pathProblem(each) === null)
  const place = fc.record({ mount: fc.constantFrom(...mounts.map((each) => each.path)), path })
  const kvVersionOf = ({ mount }: SecretPlace) => mounts.find((each) => each.path === mount)?.kvVersion ?? 2
  const server = { address: 'https://vault.example.com', namespace: '' }

  const isSame = (a: SecretPlace) => (b: Candidate) => b.place.mount === a.mount && b.place.path === a.path
  /**
   * Returns a place that is not among the candidates of its text, or not the first one if it must be; null if there is
   * none.
   */
  function lost(write: (place: SecretPlace, kvVersion: 1 | 2) => string, isSure: (at: SecretPlace) => boolean) {
    const isFound = (at: SecretPlace) => {
      const index = read(write(at, kvVersionOf(at))).candidates.findIndex(isSame(at))
      return isSure(at) ? index === 0 : index !== -1
    }
    return fc.check(fc.property(place, isFound), { numRuns: 1000 }).counterexample
  }
  const never = () => false
  const always = () => true
  const isOwn = ({ mount }: SecretPlace) => mount !== 'team/'
  /** `team/kv/…` can be below `team/`, and `data/…` can be the API's. */
  const isPlain = ({ mount, path: below }: SecretPlace) =>
    mount !== 'team/' && !/^(data|metadata)/.test(below) && !/\s$/.test(below)

  it('by its path in the CLI', () => expect(lost(cliName, isPlain)).toBeNull())
  it('by its path in policies', () => expect(lost(apiName, isPlain)).toBeNull())
  it('by the path of a request', () => expect(lost((at, kv) => `/v1/${urlPath(apiName(at, kv))}`, never)).toBeNull())
  it('by the URL of a request', () =>
    expect(lost((at, kv) => `${server.address}/v1/${urlPath(apiName(at, kv))}`, isOwn)).toBeNull())
  it('by its vault command', () =>
    expect(lost((at, kvVersion) => asVaultCommand({ ...at, kvVersion }, server), always)).toBeNull())
  it('by its curl command', () =>
    expect(lost((at, kvVersion) => asCurl({ ...at, kvVersion }, server), isOwn)).toBeNull())
  it('by the address of the web UI', () => {
    const part = encodeURIComponent
    const write = ({ mount, path: below }: SecretPlace) =>
      `${server.address}/ui/vault/secrets/${part(mount.slice(0, -1))}/kv/${part(below)}/details`
    expect(lost(write, never)).toBeNull()
  })
  it('by the address of the older web UI', () => {
    const write = ({ mount, path: below }: SecretPlace) =>
      `${server.address}/ui/vault/secrets/${encodeURIComponent(mount.slice(0, -1))}/show/${urlPath(below)}`
    expect(lost(write, never)).toBeNull()
  })
})

describe('the words of a shell', () => {
  it('are split as by a shell', () => {
    expect(shellCommands(`a 'b c'd "e\\"f $G" h\\ i; j && k`)).toEqual([['a', 'b cd', 'e"f $G', 'h i'], ['j'], ['k']])
    expect(shellCommands(`a 'b`)).toBeNull()
    expect(shellCommands('a "b')).toBeNull()
    expect(shellCommands(`a ''`)).toEqual([['a', '']])
  })
})
