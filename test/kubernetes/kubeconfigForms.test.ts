/** Kubeconfigs in common forms: encodings, YAML 1.1, templates, printed without --raw. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterOf, openCluster } from '../../electron/kubernetes/cluster.ts'
import { describeKubeconfig } from '../../electron/kubernetes/describeKubeconfig.ts'
import { loadFiles, loadText } from '../../electron/kubernetes/kubeconfig.ts'
import { parseKubeconfig } from '../../electron/kubernetes/kubeconfigText.ts'
import { programNeed } from '../../electron/kubernetes/needs.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'

let folder: string
beforeAll(async () => {
  folder = await temporaryFolder('kubeconfig-forms')
})
afterAll(() => removeFolder(folder))

const loadedFrom = async (content: string | Uint8Array, name = 'config') => {
  await writeFile(join(folder, name), content)
  return loadFiles([join(folder, name)], { trustsFolder: true, isOurs: async () => false })
}
const withParts = (cluster: string, user = '{ token: made-up }'): string =>
  [
    'current-context: here',
    `clusters: [{ name: c, cluster: ${cluster} }]`,
    'contexts: [{ name: here, context: { cluster: c, user: me } }]',
    `users: [{ name: me, user: ${user} }]`,
  ].join('\n')
const contextOf = async (text: string, environment: Record<string, string> = {}) => {
  const loaded = await loadedFrom(text)
  const [context] = (await describeKubeconfig(loaded, { environment, isAllowed: () => true })).contexts
  if (context === undefined) throw new Error(`no context: ${JSON.stringify(loaded.files)}`)
  return context
}
const problemsOf = async (cluster: string, user?: string) =>
  (await contextOf(withParts(cluster, user))).problems.map(({ code, detail }) => `${code} ${detail}`)
const opening = async (cluster: string, user?: string, environment = {}) => {
  const loaded = await loadedFrom(withParts(cluster, user))
  const { signal } = new AbortController()
  return openCluster(loaded, 'here', { program: null, environment, signal })
}
const headersOf = async (user: string) => {
  const cluster = await opening('{ server: "https://127.0.0.1:1" }', user)
  await cluster.close()
  return cluster.headers
}
const server = '{ server: "https://127.0.0.1:6443" }'

describe('a kubeconfig in another encoding', () => {
  const text = withParts(server)
  const utf16le = Buffer.from(text, 'utf16le')
  it.each([
    ['UTF-8 with a mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])],
    ['UTF-16 with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16le])],
    ['UTF-16 without a mark', utf16le],
    ['big-endian UTF-16', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16le).swap16()])],
  ])('%s is read by its path', async (what, bytes) => {
    const { files, contexts } = await loadedFrom(bytes, 'encoded')
    expect([files[0]?.state, [...contexts.keys()]]).toEqual(['read', ['here']])
    expect(files[0]?.tidied).toEqual(what.startsWith('UTF-8') ? undefined : ['utf-16'])
  })

  it('is read from a provided text with a byte order mark', async () => {
    expect([...(await loadText(`\u{feff}${text}`)).contexts.keys()]).toEqual(['here'])
  })

  it('is read without the color codes of a terminal, which are reported', async () => {
    const { files, contexts } = await loadText(text.replace('server', '\u{1b}[36mserver\u{1b}[0m'))
    expect([[...contexts.keys()], files]).toEqual([['here'], [{ path: '', state: 'read', tidied: ['terminal-codes'] }]])
  })

  it('that is not text is rejected', async () => {
    expect((await loadedFrom(Buffer.from([0x30, 0x82, 0, 1, 0xff]))).files[0]?.state).toBe('not-a-kubeconfig')
  })

  it('can name a token file in UTF-16, which is used', async () => {
    await writeFile(join(folder, 'token'), Buffer.from('\u{feff}of-the-file\r\n', 'utf16le'))
    expect(await headersOf('{ tokenFile: token }')).toEqual({ authorization: 'Bearer of-the-file' })
  })
})

describe('YAML 1.1', () => {
  it('has merge keys', async () => {
    const loaded = await loadText(`
shared: &shared { insecure-skip-tls-verify: yes, tls-server-name: api }
clusters: [{ name: c, cluster: { <<: *shared, server: "https://k.example", tls-server-name: mine } }]`)
    expect(loaded.clusters.get('c')?.value).toMatchObject({
      server: 'https://k.example',
      'insecure-skip-tls-verify': true,
      'tls-server-name': 'mine',
    })
  })

  it.each([
    ['yes', true],
    ['on', true],
    ['True', true],
    ['no', false],
    ['off', false],
    ['~', false],
  ])('has the boolean %s', async (word, expected) => {
    const loaded = await loadText(withParts(`{ server: "https://k", insecure-skip-tls-verify: ${word} }`))
    expect(loaded.clusters.get('c')?.value['insecure-skip-tls-verify']).toBe(expected)
  })

  it('keeps names and tokens that look like numbers, booleans and dates as they are written', async () => {
    for (const name of ['123', '0123', '1.10', '1e3', '0x1F', 'yes', '2026-01-02', '12345678901234567890']) {
      const loaded = await loadText(`
clusters: [{ name: ${name}, cluster: { server: "https://k" } }]
contexts: [{ name: ${name}, context: { cluster: ${name}, user: ${name}, namespace: ${name} } }]
users: [{ name: ${name}, user: { token: ${name} } }]
current-context: ${name}`)
      expect([...loaded.contexts.entries()]).toEqual([[name, { cluster: name, user: name, namespace: name }]])
      expect([loaded.current, loaded.users.get(name)?.value.token]).toEqual([name, name])
    }
  })

  it('has null for empty values', async () => {
    const loaded = await loadText('contexts: [{ name: a, context: { cluster: null, user: ~, namespace: } }]')
    expect(loaded.contexts.get('a')).toEqual({ cluster: '', user: '', namespace: '' })
  })

  it.each([
    ['at the top', 'kind: Config\nclusters: []\nkind: Config\n', 3],
    ['in a user', 'users:\n- name: me\n  user:\n    token: secretOfTheUser\n    token: another\n', 5],
    ['in one line', 'a: 1\nb: { c: 1, "c": 2 }\n', 2],
  ])('with the duplicate key %s is refused with the line', (_what, text, line) => {
    expect(parseKubeconfig(text)).toEqual({ state: 'duplicate-key', line })
  })

  const named = (list: string, second: string) =>
    `kind: Config\nclusters: [{ name: a }]\n${list}:\n- name: b\n- name: c\n- ${second}\n`
  it.each([
    ['users', '{ user: { token: secretOfTheUser }, name: b }'],
    ['contexts', '"name": "b"'],
    ['contexts', '{ <<: { name: b } }'],
  ])('with a name twice in the list %s is refused with the line, as kubectl does', (list, second) => {
    expect(parseKubeconfig(named(list, second))).toEqual({ state: 'duplicate-name', line: 6 })
  })

  it('may have one name in several lists, and in several files', async () => {
    const text = named('contexts', 'name: a')
    expect(parseKubeconfig(text)).toHaveProperty('file')
    const paths = [join(folder, 'one'), join(folder, 'two')]
    for (const path of paths) await writeFile(path, text)
    const loaded = await loadFiles(paths, { trustsFolder: true, isOurs: async () => false })
    expect([loaded.files.map(({ state }) => state), [...loaded.contexts.keys()]]).toEqual([
      ['read', 'read'],
      ['b', 'c', 'a'],
    ])
  })

  it('keeps numbers and booleans of a configuration for a program', async () => {
    const { clusters } = await loadText(`
clusters:
- name: 1
  cluster:
    server: https://k
    extensions:
    - { name: other, extension: { x: 1 } }
    - { name: client.authentication.k8s.io/exec, extension: { port: 80, "on": "80", deep: [true, null] } }`)
    expect(clusters.get('1')?.value.extensions).toEqual({ port: 80, on: '80', deep: [true, null] })
  })
})

describe('a kubeconfig that was printed without --raw', () => {
  it.each([
    ['a CA', '{ server: "https://k", certificate-authority-data: DATA+OMITTED }', '{ token: t }'],
    ['a CA of an older kubectl', '{ server: "https://k", certificate-authority-data: REDACTED }', '{ token: t }'],
    ['a token', server, '{ token: REDACTED }'],
    ['a key', server, '{ client-certificate-data: Q0VSVA==, client-key-data: DATA+OMITTED }'],
  ])('without %s is reported as such and not used', async (_what, cluster, user) => {
    const found = await problemsOf(cluster, user)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^printed-without-raw (?:certificate-authority-data|token|client-key-data)$/)
    await expect(opening(cluster, user)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('printed without --raw'),
    })
  })
})

describe('a kubeconfig with unreplaced placeholders', () => {
  it.each([
    ['{ server: "https://<API_SERVER>", certificate-authority-data: <CA> }', 'server: https://<API_SERVER>'],
    ['{ server: "<your endpoint>", certificate-authority-data: "<base64 of the CA>" }', 'server: <your endpoint>'],
    ['{ server: "https://${HOST}:6443", certificate-authority-data: "${CA}" }', 'server: https://${HOST}:6443'],
    ['{ server: "{{ .server }}", certificate-authority-data: "{{ .ca }}" }', 'server: {{ .server }}'],
  ])('%s names both fields', async (cluster, shown) => {
    expect(await problemsOf(cluster)).toEqual([`placeholder ${shown}`, 'placeholder certificate-authority-data'])
    await expect(clusterOf(await loadedFrom(withParts(cluster)), 'here')).rejects.toMatchObject({
      message: expect.stringMatching(/server: .*certificate-authority-data/),
    })
  })

  it('names a token without showing it', async () => {
    expect(await problemsOf(server, '{ token: "<secret token>" }')).toEqual(['placeholder token'])
    expect(await problemsOf(server, '{ token: $TOKEN }')).toEqual(['placeholder token'])
  })

  it.each(['10.0.0.1:6443', 'kubernetes.example', 'tcp://10.0.0.1:443', 'localhost:8080'])(
    'is distinguished from the address %s, which has no HTTP scheme',
    async (address) => {
      expect(await problemsOf(`{ server: "${address}" }`)).toEqual([`no-scheme server: ${address}`])
      await expect(opening(`{ server: "${address}" }`)).rejects.toMatchObject({ code: 'unsupported' })
    },
  )

  it('is distinguished from a missing address and from data that is not base64', async () => {
    expect(await problemsOf('{}')).toEqual(['no-server server'])
    expect(await problemsOf('{ server: "https://k", certificate-authority-data: "-!-" }')).toEqual([
      'not-base64 certificate-authority-data',
    ])
  })
})

describe('a user', () => {
  it('with a name and password gets a warning, and these are not sent', async () => {
    const user = '{ username: admin, password: secretOfTheAdmin }'
    expect(await problemsOf(server, user)).toEqual(['basic-auth username, password'])
    await expect(opening(server, user)).rejects.toMatchObject({ message: expect.stringContaining('1.19') })
    expect(await headersOf('{ username: admin, password: p, token: t }')).toEqual({ authorization: 'Bearer t' })
  })

  it('has the token of its file before the inline one, as in client-go', async () => {
    await writeFile(join(folder, 'rotated'), 'rotated\n')
    await writeFile(join(folder, 'empty'), ' \n')
    expect(await headersOf('{ token: written, tokenFile: rotated }')).toEqual({ authorization: 'Bearer rotated' })
    for (const name of ['empty', 'nowhere'])
      expect(await headersOf(`{ token: written, tokenFile: ${name} }`)).toEqual({ authorization: 'Bearer written' })
    for (const name of ['empty', 'nowhere'])
      await expect(headersOf(`{ tokenFile: ${name} }`)).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  it('can impersonate another with UID, groups and extra values, whose keys are encoded', async () => {
    const extra = '{ "example.org/scope": [read, write], "50%ü": [x], empty: [] }'
    expect(
      await headersOf(`{ token: t, as: auditor, as-uid: 077, as-groups: [a, b], as-user-extra: ${extra} }`),
    ).toEqual({
      authorization: 'Bearer t',
      'impersonate-user': ['auditor'],
      'impersonate-uid': ['077'],
      'impersonate-group': ['a', 'b'],
      'impersonate-extra-example.org%2fscope': ['read', 'write'],
      'impersonate-extra-50%25%c3%bc': ['x'],
    })
  })

  it.each(['as-uid: x', 'as-groups: [x]', 'as-user-extra: { a: [x] }'])(
    'that has %s without a name is refused',
    async (member) => {
      const user = `{ token: t, ${member} }`
      expect(await problemsOf(server, user)).toEqual([`acts-without-user ${member.split(':')[0]}`])
      await expect(headersOf(user)).rejects.toMatchObject({ code: 'unsupported' })
    },
  )
})

describe('a program that is not found', () => {
  it('is named with the folders of PATH and the hint', async () => {
    const exec = `{ exec: { command: lab-login, installHint: "Ask for\u001b[2J lab-login." } }`
    const environment = { PATH: '/opt/tools:/usr/none', STRONGROOM_PROGRAM_FOLDERS: '' }
    await expect(programNeed(await loadedFrom(withParts(server, exec)), 'here', environment)).rejects.toMatchObject({
      code: 'program-not-found',
      message: expect.stringMatching(
        /lab-login .*\/opt\/tools, \/usr\/none.* The kubeconfig says: Ask for.* lab-login\.$/,
      ),
    })
  })

  it('is requested again after its configuration changed', async () => {
    const exec = '{ exec: { command: /bin/echo, provideClusterInfo: on } }'
    const destination = async (audience: string) => {
      const extension = `{ name: client.authentication.k8s.io/exec, extension: { audience: "${audience}" } }`
      const cluster = `{ server: "https://k", extensions: [${extension}] }`
      return (await programNeed(await loadedFrom(withParts(cluster, exec)), 'here', {}))?.destination
    }
    expect(await destination('a')).toBe('https://k, configuration {"audience":"a"}')
    expect(await destination('\u{202e}b')).toBe(String.raw`https://k, configuration {"audience":"\u202eb"}`)
  })
})

describe('a proxy', () => {
  const via = (proxy: string) => `{ server: "https://10.1.2.3:6443", proxy-url: "${proxy}" }`

  it.each(['socks5h://127.0.0.1:1081', 'socks4://127.0.0.1:1080', 'socks://p', 'ftp://p', 'localhost:8888', 'proxy'])(
    '%s of the kubeconfig is refused with an explanation',
    async (proxy) => {
      const context = await contextOf(withParts(via(proxy)))
      expect(context).toMatchObject({
        proxy: { address: proxy, from: 'proxy-url' },
        problems: [{ code: 'proxy-unsupported', detail: proxy }],
      })
      await expect(opening(via(proxy))).rejects.toMatchObject({
        code: 'unsupported',
        message: `Only proxies of http://, https:// and socks5:// are supported. proxy-url: ${proxy}`,
      })
    },
  )

  it('is shown without its password', async () => {
    for (const proxy of ['socks5://me:pass@word@p:1080', 'me:pass@word@p:1080', 'http://me:word@p:1']) {
      const context = await contextOf(withParts(via(proxy)))
      expect(JSON.stringify(context)).not.toContain('word')
    }
  })

  const shown = async (address: string, environment: Record<string, string>) =>
    (await contextOf(withParts(`{ server: "${address}" }`), environment)).proxy

  it('of the environment is used and shown as for kubectl', async () => {
    const HTTPS_PROXY = 'http://proxy.example:3128'
    const from = 'HTTPS_PROXY'
    expect(await shown('https://10.1.2.3', { HTTPS_PROXY })).toEqual({ address: `${HTTPS_PROXY}/`, from })
    expect(await shown('https://10.1.2.3', { HTTPS_PROXY, https_proxy: 'http://other' })).toMatchObject({ from })
    expect(await shown('https://10.1.2.3', { https_proxy: 'p:1' })).toEqual({
      address: 'http://p:1/',
      from: 'https_proxy',
    })
    expect(await shown('http://10.1.2.3', { HTTPS_PROXY })).toBeNull()
    expect(await shown('http://10.1.2.3', { HTTP_PROXY: 'socks5://p' })).toMatchObject({ from: 'HTTP_PROXY' })
    expect(await shown('https://10.1.2.3', { HTTPS_PROXY: '', ALL_PROXY: 'http://p' })).toBeNull()
    const both = await contextOf(withParts(via('http://own:1')), { HTTPS_PROXY, NO_PROXY: '*' })
    expect(both.proxy).toEqual({ address: 'http://own:1/', from: 'proxy-url' })
  })

  it.each([
    ['https://localhost:6443', ''],
    ['https://127.0.0.2:6443', ''],
    ['https://[::1]:6443', ''],
    ['https://api.k.example', '*'],
    ['https://api.k.example', 'k.example'],
    ['https://api.k.example', 'other, .k.example'],
    ['https://api.k.example', '*.k.example:443'],
    ['https://API.k.example', 'api.K.example'],
    ['https://10.1.2.3:6443', '10.0.0.0/8'],
    ['https://10.1.2.3:6443', '10.1.2.3:6443'],
    ['https://[fd00::5]:6443', 'fd00::/8'],
    ['https://[fd00::5]:6443', '[fd00:0::5]:6443'],
    ['https://[fd00::5]:6443', 'fd00::5'],
  ])('of the environment is not used for %s with NO_PROXY %j', async (address, list) => {
    expect(await shown(address, { HTTPS_PROXY: 'http://p', NO_PROXY: list })).toBeNull()
    expect(await shown(address, { HTTPS_PROXY: 'http://p', no_proxy: list })).toBeNull()
  })

  it.each([
    ['https://k.example', '.k.example'],
    ['https://nok.example', 'k.example'],
    ['https://api.k.example', 'k.example:6443'],
    ['https://11.1.2.3', '10.0.0.0/8'],
    ['https://10.1.2.3', '10.1.2.3:6443'],
    ['https://10.1.2.3', '10.1.2.3/99, /8, :443, ,[, ::/'],
    ['https://10.1.2.3', '2.3'],
    ['https://[fd00::5]', '10.0.0.0/8'],
  ])('of the environment is used for %s with NO_PROXY %j', async (address, list) => {
    expect(await shown(address, { HTTPS_PROXY: 'http://p', NO_PROXY: list })).not.toBeNull()
  })
})
