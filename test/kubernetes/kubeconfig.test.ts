/** Kubeconfigs through the contract: valid, broken and hostile ones. */
import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeconfigSource } from '../../electron/contract/kubeconfig.ts'
import { startKubernetes, type TestKubernetes } from '../servers/kubernetes.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { codeOf, startCore, value, type TestCore } from '../features/startCore.ts'

let kubernetes: TestKubernetes
let folder: string
let test: TestCore

beforeAll(async () => {
  folder = await temporaryFolder('kubeconfig')
  kubernetes = await startKubernetes()
  await kubernetes.serviceAccount('shop', 'web')
  test = await startCore({ deps: { environment: { KUBECONFIG: [at('one'), at('two')].join(delimiter) } } })
})
afterAll(async () => {
  await test.stop()
  await kubernetes.stop()
  await removeFolder(folder)
})

const at = (name: string) => join(folder, name)
const readFileOf = (path: string) => readFile(path, 'utf8')
const put = async (name: string, text: string): Promise<KubeconfigSource> => {
  await writeFile(at(name), text, { mode: 0o600 })
  return chosen(name)
}
const chosen = async (name: string): Promise<KubeconfigSource> => ({
  kind: 'file',
  handle: await test.handleOf('kubeconfig', at(name)),
})
/** The number of questions since the last check. */
let asked = 0
const questions = () => {
  const acts = test.consents.slice(asked)
  asked = test.consents.length
  return acts
}
const read = (source: KubeconfigSource) => value(test.client.kubeconfig.read({ source }))
const stateOf = async (source: KubeconfigSource) => (await read(source)).files[0]?.state

const isRunning = (id: number): boolean => {
  try {
    return process.kill(id, 0)
  } catch {
    return false
  }
}

const usual = (user: string, cluster = ''): string =>
  [
    'apiVersion: v1',
    'kind: Config',
    'current-context: here',
    `clusters: [{ name: here, cluster: { server: "${kubernetes.address}", certificate-authority-data: ${Buffer.from(kubernetes.caPem).toString('base64')}${cluster} } }]`,
    'contexts: [{ name: here, context: { cluster: here, user: me, namespace: shop } }]',
    `users: [{ name: me, user: ${user} }]`,
  ].join('\n')

describe('a kubeconfig', () => {
  it('provides contexts, namespaces and service accounts, and none of its credentials cross', async () => {
    const source = await put('plain', usual(`{ token: ${kubernetes.adminToken} }`))
    expect(await read(source)).toMatchObject({
      current: 'here',
      files: [{ path: at('plain'), state: 'read' }],
      contexts: [{ name: 'here', server: kubernetes.address, namespace: 'shop', signIn: 'token', problems: [] }],
    })
    const access = { source, context: 'here' }
    expect((await value(test.client.kubeconfig.namespaces({ access }))).names).toContain('shop')
    expect((await value(test.client.kubeconfig.serviceAccounts({ access, namespace: 'shop' }))).names).toEqual(['web'])
    expect(await value(test.client.kubeconfig.cluster({ source, context: 'here' }))).toEqual({
      server: kubernetes.address,
      caPem: kubernetes.caPem,
    })
    expect(test.crossed.join('')).not.toContain(kubernetes.adminToken)
  })

  it('is read from the files of KUBECONFIG, where the first occurrence of a name counts', async () => {
    await put('one', 'current-context: a\ncontexts: [{ name: a, context: { cluster: first } }]')
    await put('two', 'contexts: [{ name: a, context: { cluster: second } }, { name: b, context: {} }]')
    const { contexts, current } = await read({ kind: 'usual' })
    expect([current, contexts.map(({ name, cluster }) => `${name} ${cluster}`)]).toEqual(['a', ['a first', 'b ']])
  })

  it('that was dropped is kept until the next lock', async () => {
    const { id } = await value(test.client.kubeconfig.give({ text: usual('{ tokenFile: here }') }))
    const source = { kind: 'given', id } as const
    expect((await read(source)).contexts[0]?.problems).toEqual([{ code: 'needs-path', detail: 'here' }])
    expect(await codeOf(test.client.kubeconfig.namespaces({ access: { source, context: 'here' } }))).toBe(
      'file-unreadable',
    )
    await test.core.lock()
    await test.core.call('app.unlock', {}, {})
    expect(await codeOf(test.client.kubeconfig.read({ source }))).toBe('not-found')
  })

  it('names its missing files', async () => {
    const source = await put('files', usual('{ client-certificate: no.crt, client-key: no.key }'))
    expect((await read(source)).contexts[0]).toMatchObject({
      signIn: 'certificate',
      problems: [
        { code: 'file-missing', detail: 'no.crt' },
        { code: 'file-missing', detail: 'no.key' },
      ],
    })
  })

  it('with 500 contexts is read', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `{ name: c${index}, context: { cluster: here, user: me } }`)
    const source = await put('many', `contexts: [${many.join(', ')}]`)
    expect((await read(source)).contexts).toHaveLength(500)
  })

  it('with a very large number of keys is read, too', async () => {
    const keys = Array.from({ length: 40_000 }, (_, index) => `k${index}: 1`).join('\n')
    const source = await put('keys', `${keys}\n${usual('{ token: x }')}`)
    expect((await read(source)).contexts).toHaveLength(1)
  })

  it('that is invalid or hostile is refused with a fixed message and never repeated', async () => {
    expect(await stateOf(await chosen('nowhere'))).toBe('missing')
    await mkdir(at('folder'))
    expect(await stateOf(await chosen('folder'))).toBe('unreadable')
    // The device reads like an empty file. Only its type shows that it is not one.
    await symlink('/dev/null', at('device'))
    expect(await stateOf(await chosen('device'))).toBe('unreadable')
    expect(
      (await read(await put('broken', 'users:\n  - name: hvs.secretInBrokenYaml\n bad: ['))).files[0],
    ).toMatchObject({
      state: 'not-a-kubeconfig',
      line: 3,
    })
    expect(test.crossed.join('')).not.toContain('secretInBrokenYaml')
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]},`.repeat(9)}]`),
    ]
    expect(await stateOf(await put('bomb', bomb.join('\n')))).toBe('not-a-kubeconfig')
    expect(await stateOf(await put('list', '- 1\n- 2\n'))).toBe('not-a-kubeconfig')
    expect(await stateOf(await put('other', 'kind: Secret\n'))).toBe('not-a-kubeconfig')
    const odd = await read(await put('odd', 'contexts: [1, { name: [x] }, { name: __proto__, context: {} }]'))
    expect(odd.contexts.map(({ name }) => name)).toEqual(['__proto__'])
    expect(await codeOf(test.client.kubeconfig.read({ source: { kind: 'file', handle: '' } }))).toBe('invalid-input')
  })
})

describe('a file that a kubeconfig names', () => {
  it('is not awaited if it is a pipe without a writer', async () => {
    execFileSync('mkfifo', [at('pipe')])
    // Each opened pipe blocks one of the few threads of the file system.
    const source = await put('piped', usual('{ tokenFile: ./pipe }'))
    const access = { source, context: 'here' }
    const asked = Array.from({ length: 5 }, () => codeOf(test.client.kubeconfig.namespaces({ access })))
    expect(await Promise.all(asked)).toEqual(asked.map(() => 'file-unreadable'))
  })

  it('crosses only if it is a certificate', async () => {
    await writeFile(at('id_key'), 'a private thing of the person\n')
    const cluster = (authority: string) =>
      codeOfCluster(`clusters: [{ name: here, cluster: { server: "https://x", ${authority} } }]`)
    const codeOfCluster = async (clusters: string) => {
      const contexts = 'contexts: [{ name: here, context: { cluster: here } }]'
      const source = await put('authority', `${clusters}\n${contexts}`)
      return codeOf(test.client.kubeconfig.cluster({ source, context: 'here' }))
    }
    expect(await cluster(`certificate-authority: "${at('id_key')}"`)).toBe('certificate-invalid')
    await writeFile(at('both'), `${kubernetes.caPem}\na private thing of the person\n`)
    expect(await cluster(`certificate-authority: "${at('both')}"`)).toBe('ok')
    expect(test.crossed.join('')).not.toContain('a private thing of the person')
  })
})

/** Returns the name of the tests' API server in a question. */
const destination = () => {
  const digest = createHash('sha256').update(kubernetes.caPem).digest('hex').slice(0, 32)
  return `${kubernetes.address} (CA SHA-256 ${digest})`
}

describe('a file outside of the kubeconfig', () => {
  it('is used only after the person has allowed it for this API server', async () => {
    const elsewhere = await temporaryFolder('elsewhere')
    const token = join(elsewhere, 'token')
    await writeFile(token, `${kubernetes.adminToken}\n`)
    const source = await put('outside', usual(`{ tokenFile: "${token}" }`))
    const access = { source, context: 'here' }
    questions()
    expect((await read(source)).contexts[0]).toMatchObject({ needsConsent: true, files: [token] })
    expect(await codeOf(test.client.kubeconfig.namespaces({ access }))).toBe('confirmation-needed')
    await value(test.client.kubeconfig.allow({ access }))
    expect(questions()).toEqual([
      {
        kind: 'use-files',
        files: [{ use: 'token', path: token }],
        kubeconfig: at('outside'),
        destination: destination(),
      },
    ])
    expect((await value(test.client.kubeconfig.namespaces({ access }))).names).toContain('shop')
    await put('outside', usual(`{ tokenFile: "${token}" }`).replace(kubernetes.address, 'https://127.0.0.1:1'))
    expect(await codeOf(test.client.kubeconfig.namespaces({ access }))).toBe('confirmation-needed')
    await removeFolder(elsewhere)
  })

  it('is not even searched for before that, and a hidden file next to the kubeconfig counts as outside', async () => {
    const source = await put('hiddenToken', usual('{ tokenFile: .token }'))
    expect((await read(source)).contexts[0]).toMatchObject({ needsConsent: true, files: [at('.token')], problems: [] })
    await value(test.client.kubeconfig.allow({ access: { source, context: 'here' } }))
    expect((await read(source)).contexts[0]?.problems).toEqual([{ code: 'file-missing', detail: '.token' }])
  })

  it('is refused if a question could not show all of it', async () => {
    const long = Array.from({ length: 300 }, (_, index) => `argument-${index}`)
    const source = await put('long', usual(`{ exec: { command: /bin/echo, args: ${JSON.stringify(long)} } }`))
    questions()
    expect(await codeOf(test.client.kubeconfig.allow({ access: { source, context: 'here' } }))).toBe('unsupported')
    expect(questions()).toEqual([])
  })
})

describe('a text that a window provides', () => {
  it('reads no file of this computer and runs no program, regardless of what the window allows', async () => {
    const mark = at('given-it-ran')
    await writeFile(at('elsewhere-token'), kubernetes.adminToken)
    const codeWith = async (user: string) => {
      const { id } = await value(test.client.kubeconfig.give({ text: usual(user) }))
      const source = { kind: 'given', id } as const
      const [context] = (await read(source)).contexts
      expect(context?.problems.map(({ code }) => code)).toEqual(['needs-path'])
      const access = { source, context: 'here' }
      await codeOf(test.client.kubeconfig.allow({ access }))
      return codeOf(test.client.kubeconfig.namespaces({ access }))
    }
    expect(await codeWith(`{ exec: { command: /usr/bin/touch, args: ["${mark}"] } }`)).toBe('unsupported')
    expect(await codeWith(`{ tokenFile: "${at('elsewhere-token')}" }`)).toBe('file-unreadable')
    await expect(readFileOf(mark)).rejects.toThrow('ENOENT')
  })
})

describe('a program of a kubeconfig', () => {
  it('is shown with characters that a screen would hide', async () => {
    const words = ['get\u202etoken', 'a\u001b[2Kb', 'two\nlines', 'zero\u200bwidth']
    const source = await put(
      'hidden',
      usual(`{ exec: { command: /bin/echo, args: ${JSON.stringify(words)}, installHint: "run\u202ethis" } }`),
    )
    const shown = (await read(source)).contexts[0]?.exec
    expect(shown?.command).toBe(
      String.raw`/bin/echo $'get\u202etoken' $'a\u001b[2Kb' $'two\u000alines' $'zero\u200bwidth'`,
    )
    expect(shown?.installHint).not.toMatch(/\p{Cf}/u)
  })

  it('ends with the call, even if it ignores the signal', async () => {
    const mark = at('process')
    const program = at('stubborn.sh')
    await writeFile(program, `#!/bin/sh\ntrap '' TERM\necho $$ > ${mark}\nwhile :; do sleep 1; done\n`)
    await chmod(program, 0o700)
    const source = await put('stubborn', usual('{ exec: { command: ./stubborn.sh } }'))
    const access = { source, context: 'here' }
    await value(test.client.kubeconfig.allow({ access }))
    const leave = new AbortController()
    const asked = codeOf(test.client.kubeconfig.namespaces({ access }, leave.signal))
    const id = () => readFileOf(mark).then(Number, () => 0)
    await expect.poll(id, { timeout: 10_000 }).toBeGreaterThan(0)
    const programId = await id()
    leave.abort()
    expect(await asked).toBe('canceled')
    await expect.poll(() => isRunning(programId)).toBe(false)
  })

  it('runs only if the person has allowed exactly that command', async () => {
    const mark = at('it-ran')
    const program = at('credentials.sh')
    const answer = JSON.stringify({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: kubernetes.adminToken },
    })
    await writeFile(program, `#!/bin/sh\necho "$1 $WHO" > ${mark}\necho '${answer}'\n`)
    await chmod(program, 0o700)
    const exec = (word: string) =>
      usual(
        `{ exec: { apiVersion: client.authentication.k8s.io/v1, command: ./credentials.sh, args: ["${word}"], env: [{ name: WHO, value: me }] } }`,
      )
    const source = await put('exec', exec('get token'))
    expect((await read(source)).contexts[0]).toMatchObject({
      needsConsent: true,
      exec: { command: `${program} 'get token'`, variables: ['WHO'] },
    })
    const access = { source, context: 'here' }
    questions()
    expect(await codeOf(test.client.kubeconfig.namespaces({ access }))).toBe('confirmation-needed')
    await expect(readFileOf(mark)).rejects.toThrow('ENOENT')
    expect(questions()).toEqual([])
    await value(test.client.kubeconfig.allow({ access }))
    expect(questions()).toEqual([
      {
        kind: 'run-program',
        program,
        arguments: ['get token'],
        variables: ['WHO=me'],
        folder,
        destination: destination(),
      },
    ])
    expect((await read(source)).contexts[0]?.needsConsent).toBe(false)
    expect((await value(test.client.kubeconfig.namespaces({ access }))).names).toContain('shop')
    expect(await readFileOf(mark)).toBe('get token me\n')
    // A new version of the program has the same permission.
    await writeFile(program, `#!/bin/sh\necho "newer" > ${mark}\necho '${answer}'\n`)
    expect(await codeOf(test.client.kubeconfig.namespaces({ access }))).toBe('ok')
    await value(test.client.kubeconfig.allow({ access }))
    expect(questions()).toEqual([])
    // Another argument, and another API server, need another question.
    await put('exec', exec('something else'))
    expect(await codeOf(test.client.kubeconfig.namespaces({ access }))).toBe('confirmation-needed')
    await put('exec', exec('get token').replace(kubernetes.address, 'https://127.0.0.1:1'))
    expect(await codeOf(test.client.kubeconfig.namespaces({ access }))).toBe('confirmation-needed')
    // Another authority as well: its owner could replace the API server.
    const otherAuthority = Buffer.from('another authority').toString('base64')
    await put(
      'exec',
      exec('get token').replace(
        /certificate-authority-data: "?[\w+/=]+"?/,
        `certificate-authority-data: ${otherAuthority}`,
      ),
    )
    expect(await codeOf(test.client.kubeconfig.namespaces({ access }))).toBe('confirmation-needed')
    // The permission is listed, and requested again after it was removed.
    await put('exec', exec('get token'))
    const item = (await value(test.client.custody.allowed({}))).find(({ what }) => what[0] === `${program} 'get token'`)
    expect(item).toMatchObject({ kind: 'program', place: folder, destination: destination() })
    await value(test.client.custody.forgetAllowed({ id: item?.id ?? '' }))
    expect(await codeOf(test.client.kubeconfig.namespaces({ access }))).toBe('confirmation-needed')
  })

  it('that fails, does not exist or returns nothing is reported without its output', async () => {
    const failing = async (exec: string) => {
      const source = await put('failing', usual(`{ exec: ${exec} }`))
      const access = { source, context: 'here' }
      await codeOf(test.client.kubeconfig.allow({ access }))
      return codeOf(test.client.kubeconfig.namespaces({ access }))
    }
    expect(await failing('{ command: /bin/sh, args: ["-c", "printf hvs.%sTheProgram leakedBy; exit 3"] }')).toBe(
      'unsupported',
    )
    expect(await failing('{ command: /nowhere/at-all }')).toBe('program-not-found')
    expect(await failing('{ command: /bin/echo, args: ["{}"] }')).toBe('unsupported')
    const credential = { kind: 'ExecCredential', status: { token: kubernetes.adminToken } }
    await writeFile(at('answers.sh'), `#!/bin/sh\n: > ${at('answered')}\necho '${JSON.stringify(credential)}'\n`)
    await chmod(at('answers.sh'), 0o700)
    expect(await failing('{ command: ./answers.sh, interactiveMode: Always }')).toBe('unsupported')
    await expect(readFileOf(at('answered'))).rejects.toThrow('ENOENT')
    expect(await failing('{ command: ./answers.sh, interactiveMode: IfAvailable }')).toBe('ok')
    expect(await readFileOf(at('answered'))).toBe('')
    expect(test.crossed.join('')).not.toContain('leakedByTheProgram')
  })
})

describe('a cluster', () => {
  it('that denies access, is unknown or is not trusted is reported as such', async () => {
    const namespaces = (source: KubeconfigSource) =>
      codeOf(test.client.kubeconfig.namespaces({ access: { source, context: 'here' } }))
    const weak = await kubernetes.token('shop', 'web')
    expect(await namespaces(await put('weak', usual(`{ token: ${weak} }`)))).toBe('permission-denied')
    expect(await namespaces(await put('wrong', usual('{ token: nobody }')))).toBe('sign-in-refused')
    const untrusted = usual('{ token: x }').replace(/certificate-authority-data: \S+/, 'tls-server-name: "" }')
    expect(await namespaces(await put('untrusted', untrusted.replace('} }]', '}]')))).toBe('tls-untrusted')
    expect(await namespaces(await put('nobody', usual('{ token: x }').replace('user: me', 'user: other')))).toBe(
      'not-found',
    )
    const source = await put('plain', usual(`{ token: ${kubernetes.adminToken} }`))
    const access = { source, context: 'elsewhere' }
    expect(await codeOf(test.client.kubeconfig.namespaces({ access }))).toBe('not-found')
  })
})
