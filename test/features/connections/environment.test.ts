import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readEnvironment } from '../../../electron/features/connections/environment.ts'
import { createAuthority } from '../../servers/certificates.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

const folder = await temporaryFolder('environment')
const authority = await createAuthority()

describe('the environment', () => {
  it('fills in a connection and names what it took', async () => {
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
    })
  })

  it('may say nothing', async () => {
    expect(await readEnvironment({})).toEqual({ from: [] })
    expect(await readEnvironment({ VAULT_ADDR: '', VAULT_CACERT: ' ', VAULT_SKIP_VERIFY: '0' })).toEqual({ from: [] })
  })

  it('is not believed where it makes no sense', async () => {
    expect(
      await readEnvironment({
        VAULT_ADDR: 'unix:///run/vault.sock',
        VAULT_NAMESPACE: 'two words',
        VAULT_CACERT: join(folder, 'missing.pem'),
        VAULT_TLS_SERVER_NAME: 'x'.repeat(300),
        VAULT_SKIP_VERIFY: 'perhaps',
      }),
    ).toEqual({ from: [] })
  })

  it('cannot make Strongroom read what is no certificate, too long, or without an end', async () => {
    const keyFile = join(folder, 'key.pem')
    await writeFile(keyFile, (await authority.client()).keyPem)
    const longFile = join(folder, 'long.pem')
    await writeFile(longFile, authority.certPem.repeat(1000))
    const pipe = join(folder, 'pipe')
    if (process.platform !== 'win32') execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', pipe])
    for (const path of [keyFile, longFile, pipe, '/dev/zero', folder]) {
      expect(await readEnvironment({ VAULT_CACERT: path })).toEqual({ from: [] })
    }
  })
})
