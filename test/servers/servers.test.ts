/** The servers that other tests rely on behave as their names say. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Agent as HttpsAgent, get } from 'node:https'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createAuthority, selfSigned } from './certificates.ts'
import { addAppRole, addUser, createToken, initializeAndUnseal, member, mountKv, putSecret } from './initialized.ts'
import { seal, unseal, vaultApi, writePolicy } from './initialized.ts'
import { keyringMissing, noKeyring, startKeyring } from './keyring.ts'
import { startVault } from './vault.ts'

/** Returns the status code of an HTTPS request, or the code of its TLS error. */
function statusOf(url: string, tls: { ca?: string; cert?: string; key?: string }): Promise<number | string> {
  return new Promise((resolve) => {
    const agent = new HttpsAgent({ ...tls, keepAlive: false })
    get(url, { agent }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })
}

describe('a test Vault', () => {
  it('forgets everything in memory, and keeps it in raft, sealed, even after a crash', async () => {
    const memory = await startVault()
    await initializeAndUnseal(memory)
    await memory.restart()
    expect(await vaultApi(memory, 'GET', 'sys/seal-status')).toMatchObject({ initialized: false, sealed: true })
    await memory.stop()

    const raft = await startVault({ storage: 'raft' })
    const keys = await initializeAndUnseal(raft, 3, 2)
    await mountKv(raft, keys.rootToken)
    await putSecret(raft, keys.rootToken, 'a', { b: 'c' })
    await raft.kill()
    await raft.restart()
    expect(await vaultApi(raft, 'GET', 'sys/seal-status')).toMatchObject({
      initialized: true,
      sealed: true,
      t: 2,
      n: 3,
    })
    await unseal(raft, keys)
    const secret = await vaultApi(raft, 'GET', 'secret/data/a', { token: keys.rootToken })
    expect(member(secret, 'data')).toMatchObject({ data: { b: 'c' } })
    await raft.stop()
    expect(existsSync(raft.folder)).toBe(false)
  })

  it('has users, roles and tokens that have exactly the access of their policy', async () => {
    const vault = await startVault({ dev: true })
    await writePolicy(vault, 'root', 'webapp', 'path "secret/data/webapp/*" { capabilities = ["read"] }')
    await putSecret(vault, 'root', 'webapp/config', { username: 'static-user' })
    await addUser(vault, 'root', { name: 'ann', password: 'of ann', settings: { token_policies: 'webapp' } })
    const role = await addAppRole(vault, 'root', { name: 'ci', settings: { token_policies: 'webapp' } })
    const logins = [
      await vaultApi(vault, 'POST', 'auth/userpass/login/ann', { body: { password: 'of ann' } }),
      await vaultApi(vault, 'POST', 'auth/approle/login', {
        body: { role_id: role.roleId, secret_id: role.secretId },
      }),
    ].map((answer) => String(member(answer, 'auth')['client_token']))
    for (const token of [...logins, await createToken(vault, 'root', { policies: ['webapp'] })]) {
      const secret = await vaultApi(vault, 'GET', 'secret/data/webapp/config', { token })
      expect(member(secret, 'data')).toMatchObject({ data: { username: 'static-user' } })
      await expect(vaultApi(vault, 'GET', 'sys/mounts', { token })).rejects.toThrow('403')
    }
    await seal(vault, 'root')
    expect(await vaultApi(vault, 'GET', 'sys/seal-status')).toMatchObject({ sealed: true })
    await vault.stop()
  })

  it('serves HTTPS with a certificate of a private CA, and requests client certificates', async () => {
    const ca = await createAuthority()
    const clients = await createAuthority('Test Client CA')
    const vault = await startVault({ tls: { ...(await ca.server()), clientCaPem: clients.certPem } })
    const url = `${vault.address}/v1/sys/seal-status`
    const client = await clients.client()
    expect(await statusOf(url, { ca: ca.certPem, cert: client.certPem, key: client.keyPem })).toBe(200)
    expect(await statusOf(url, { ca: ca.certPem })).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')
    expect(await statusOf(url, {})).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    await vault.stop()
  })

  it('presents the invalid certificates that it is given', async () => {
    const ca = await createAuthority()
    const below = await ca.intermediate()
    const cases = [
      [await ca.expired(), 'CERT_HAS_EXPIRED'],
      [await ca.wrongHost(), 'ERR_TLS_CERT_ALTNAME_INVALID'],
      [await selfSigned(), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      [await below.server(), 200],
    ] as const
    for (const [tls, outcome] of cases) {
      const vault = await startVault({ tls })
      expect(await statusOf(`${vault.address}/v1/sys/seal-status`, { ca: ca.certPem })).toBe(outcome)
      await vault.stop()
    }
  })
})

/** Stores a secret and reads it with the keychain library, in a process with only `env`. */
async function useKeychain(env: Readonly<Record<string, string>>): Promise<string> {
  const script = `
    import { Entry } from '@napi-rs/keyring'
    try {
      const entry = new Entry('strongroom-test', 'ann', { linux: { store: 'secret-service' } })
      entry.setPassword('kept')
      console.log(entry.getPassword())
    } catch (error) { console.log(String(error)) }
  `
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
  })
  return stdout.trim()
}

const missing = await keyringMissing()

describe.skipIf(missing !== null)(`a test keyring${missing === null ? '' : ` (${missing})`}`, () => {
  it('returns a secret until it is locked, and again after it is unlocked', async () => {
    const keyring = await startKeyring()
    expect(await useKeychain(keyring.env)).toBe('kept')
    await keyring.lock()
    expect(await useKeychain(keyring.env)).toContain('unlock prompt was dismissed')
    await keyring.unlock()
    expect(await useKeychain(keyring.env)).toBe('kept')
    const bus = keyring.env['DBUS_SESSION_BUS_ADDRESS'] ?? ''
    await keyring.stop()
    await expect(readFile(bus.replace(/^unix:path=|,.*$/g, ''))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is unavailable to a process without its bus', async () => {
    expect(await useKeychain(noKeyring)).toContain('Platform failure')
  })
})
