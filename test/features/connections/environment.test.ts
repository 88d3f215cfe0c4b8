import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readEnvironment } from '../../../electron/features/connections/environment.ts'
import { createAuthority } from '../../servers/certificates.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

const folder = await temporaryFolder('environment')
const authority = await createAuthority()

describe('the environment', () => {
  it('fills in a connection and names the variables it used', async () => {
    const caFile = join(folder, 'ca.pem')
    await writeFile(caFile, authority.certPem)
    const { caPem, ...hints } = await readEnvironment({
      VAULT_ADDR: 'https://vault.example:8200',
      VAULT_NAMESPACE: '/team/a/',
      VAULT_CACERT: caFile,
      VAULT_TLS_SERVER_NAME: 'vault.internal',
      VAULT_SKIP_VERIFY: 'true',
      VAULT_TOKEN: 'hvs.not to be read',
    })
    expect(caPem).toContain('BEGIN CERTIFICATE')
    expect(hints).toEqual({
      address: 'https://vault.example:8200',
      namespace: 'team/a',
      tlsServerName: 'vault.internal',
      skipVerify: true,
      from: ['VAULT_ADDR', 'VAULT_NAMESPACE', 'VAULT_CACERT', 'VAULT_TLS_SERVER_NAME', 'VAULT_SKIP_VERIFY'],
      ignored: [],
    })
  })

  it('can be empty', async () => {
    expect(await readEnvironment({})).toEqual({ from: [], ignored: [] })
    expect(await readEnvironment({ VAULT_ADDR: '', VAULT_CACERT: ' ', VAULT_SKIP_VERIFY: '0' })).toEqual({
      from: [],
      ignored: [],
    })
  })

  it('is ignored where it makes no sense, with the variable and the reason', async () => {
    expect(
      await readEnvironment({
        VAULT_ADDR: 'unix:///run/vault.sock',
        VAULT_NAMESPACE: 'two words',
        VAULT_CACERT: join(folder, 'missing.pem'),
        VAULT_CLIENT_CERT: folder,
        VAULT_CLIENT_KEY: '/etc/vault/key.pem',
        VAULT_TLS_SERVER_NAME: 'x'.repeat(300),
        VAULT_SKIP_VERIFY: 'perhaps',
        VAULT_PROXY_ADDR: 'http://me:word@proxy:3128',
      }),
    ).toEqual({
      from: [],
      ignored: [
        { name: 'VAULT_ADDR', why: 'socket' },
        { name: 'VAULT_NAMESPACE', why: 'not-a-namespace' },
        { name: 'VAULT_CACERT', why: 'no-file' },
        { name: 'VAULT_CLIENT_CERT', why: 'no-file' },
        { name: 'VAULT_CLIENT_KEY', why: 'secret' },
        { name: 'VAULT_TLS_SERVER_NAME', why: 'too-long' },
        { name: 'VAULT_PROXY_ADDR', why: 'secret' },
      ],
    })
  })

  it.each([
    ['vault.example.com:8200', { address: 'https://vault.example.com:8200', from: ['VAULT_ADDR'] }],
    ['http://127.0.0.1:8200/ui/vault/auth', { address: 'http://127.0.0.1:8200', from: ['VAULT_ADDR'] }],
    ['https://vault.example.com/v1/', { address: 'https://vault.example.com', from: ['VAULT_ADDR'] }],
    ['https//vault.example.com', { from: [], ignored: [{ name: 'VAULT_ADDR', why: 'broken-scheme' }] }],
    ['http:/localhost:8200', { from: [], ignored: [{ name: 'VAULT_ADDR', why: 'broken-scheme' }] }],
    ['not a host', { from: [], ignored: [{ name: 'VAULT_ADDR', why: 'not-an-address' }] }],
  ])('has the address %s', async (text, hints) => {
    expect(await readEnvironment({ VAULT_ADDR: text })).toEqual({ ignored: [], ...hints })
  })

  it('is read in the order of OpenBao: BAO_ before VAULT_, one variable at a time', async () => {
    const caFile = join(folder, 'bao-ca.pem')
    await writeFile(caFile, authority.certPem)
    expect(
      await readEnvironment({
        VAULT_ADDR: 'https://old.example:8200',
        BAO_ADDR: 'https://bao.example:8200',
        VAULT_NAMESPACE: 'old',
        BAO_NAMESPACE: 'team',
        BAO_CACERT: caFile,
        VAULT_TLS_SERVER_NAME: 'vault.internal',
        BAO_TOKEN: 's.not to be read',
      }),
    ).toEqual({
      address: 'https://bao.example:8200',
      namespace: 'team',
      caPem: `${authority.certPem}\n`,
      tlsServerName: 'vault.internal',
      from: ['BAO_ADDR', 'BAO_NAMESPACE', 'BAO_CACERT', 'VAULT_TLS_SERVER_NAME'],
      ignored: [],
    })
  })

  it('supports certificates as text, in a file or in a folder, and a proxy with and without a scheme', async () => {
    const certificates = join(folder, 'authorities')
    await mkdir(certificates)
    const second = await createAuthority('Second')
    await writeFile(join(certificates, 'a.pem'), authority.certPem)
    await writeFile(join(certificates, 'b.pem'), second.certPem)
    await writeFile(join(certificates, 'README'), 'no certificate')
    expect(await readEnvironment({ VAULT_CAPATH: certificates })).toMatchObject({
      caPem: `${authority.certPem}\n${second.certPem}\n`,
    })
    expect(await readEnvironment({ VAULT_CACERT_BYTES: second.certPem, VAULT_CACERT: certificates })).toEqual({
      caPem: `${second.certPem}\n`,
      from: ['VAULT_CACERT_BYTES'],
      ignored: [],
    })
    expect(await readEnvironment({ VAULT_CAPATH: folder })).toMatchObject({ from: ['VAULT_CAPATH'] })
    expect(await readEnvironment({ VAULT_PROXY_ADDR: 'proxy.example:3128' })).toMatchObject({
      proxy: 'http://proxy.example:3128',
    })
    expect(await readEnvironment({ VAULT_HTTP_PROXY: 'https://proxy.example:3128' })).toMatchObject({
      proxy: 'https://proxy.example:3128',
      from: ['VAULT_HTTP_PROXY'],
    })
  })

  it('can’t make Strongroom read a file that is not a certificate, too long, or endless', async () => {
    const keyFile = join(folder, 'key.pem')
    await writeFile(keyFile, (await authority.client()).keyPem)
    const longFile = join(folder, 'long.pem')
    await writeFile(longFile, authority.certPem.repeat(1000))
    const pipe = join(folder, 'pipe')
    if (process.platform !== 'win32') execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', pipe])
    for (const path of [keyFile, longFile, pipe, '/dev/zero', folder]) {
      expect(await readEnvironment({ VAULT_CACERT: path })).toEqual({
        from: [],
        ignored: [{ name: 'VAULT_CACERT', why: expect.stringMatching(/^no-(?:file|certificate)$/) }],
      })
    }
  })
})
