import { execFile } from 'node:child_process'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  asCurl,
  asPolicy,
  asVaultCommand,
  policyReadsMore,
  urlPath,
} from '../../../renderer/features/kv/secret/showAs.ts'
import { shellWord } from '../../../renderer/lib/terminalText.ts'
import { createToken, putSecret, vaultApi, writePolicy } from '../../servers/initialized.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'
import { startVault, type TestVault, vaultProgram } from '../../servers/vault.ts'

const run = promisify(execFile)
const anyText = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...`'"\\$\`!*?;&|<>(){}[]~#%= -\n\t`.split('')),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
  })
  .filter((text) => !text.includes('\0') && text.isWellFormed())
const secret = { mount: 'secret/', path: 'webapp/config', kvVersion: 2 as const }

describe('a word for a shell', () => {
  it('is unchanged by a real shell, except for control characters', async () => {
    const texts = fc.sample(anyText, 200)
    const { stdout } = await run('sh', ['-c', `printf '%s\\0' ${texts.map(shellWord).join(' ')}`])
    expect(stdout.split('\0').slice(0, -1)).toEqual(texts.map((text) => text.replaceAll(/\p{Cc}/gu, '\u{fffd}')))
  })

  it('never leaves its quotes', () => {
    const isBare = (word: string) => /^[\w@%+:,./=-]+$/.test(word)
    // As a shell parses it: only a sequence of quoted pieces and escaped quotes.
    const isQuoted = (word: string) => /^(?:'[^']*'|\\')+$/.test(word)
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isBare(shellWord(text)) || isQuoted(shellWord(text))).toBe(true)
      }),
    )
  })

  it('is not quoted if it is clearly safe', () => {
    expect(shellWord('webapp/config')).toBe('webapp/config')
    expect(shellWord('')).toBe("''")
    expect(shellWord('=a')).toBe("'=a'")
    expect(shellWord('~root')).toBe("'~root'")
  })
})

describe('a path in a URL', () => {
  it('has no special character for a shell in double quotes', () => {
    fc.assert(
      fc.property(anyText, (path) => {
        expect(urlPath(path)).toMatch(/^[\w.~%/-]*$/)
      }),
    )
  })

  it('is decoded to the same path, segment by segment', () => {
    fc.assert(
      fc.property(anyText, (path) => {
        expect(urlPath(path).split('/').map(decodeURIComponent).join('/')).toBe(path)
      }),
    )
  })
})

describe('the same read as a command or policy', () => {
  const here = { address: 'http://127.0.0.1:8200', namespace: '' }

  it('is a vault command with its server', () => {
    expect(asVaultCommand(secret, here)).toBe(
      'export VAULT_ADDR=http://127.0.0.1:8200\nvault kv get -mount=secret webapp/config',
    )
    expect(asVaultCommand({ ...secret, version: 2 }, { ...here, namespace: 'team/a' })).toBe(
      'export VAULT_ADDR=http://127.0.0.1:8200\nexport VAULT_NAMESPACE=team/a\nvault kv get -mount=secret -version=2 webapp/config',
    )
  })

  it('is a curl command with a variable for the token', () => {
    expect(asCurl(secret, here)).toBe(
      'export VAULT_ADDR=http://127.0.0.1:8200\ncurl -H "X-Vault-Token: $VAULT_TOKEN" "$VAULT_ADDR/v1/secret/data/webapp/config"',
    )
    expect(asCurl({ ...secret, kvVersion: 1 }, { ...here, namespace: 'a' })).toContain(
      '-H "X-Vault-Namespace: $VAULT_NAMESPACE" "$VAULT_ADDR/v1/secret/webapp/config"',
    )
  })

  it('is a policy for the path that the API reads', () => {
    expect(asPolicy(secret)).toBe('path "secret/data/webapp/config" {\n  capabilities = ["read"]\n}')
    expect(policyReadsMore(secret)).toBe(false)
    expect(policyReadsMore({ ...secret, path: 'a*' })).toBe(true)
    expect(policyReadsMore({ ...secret, path: 'a/+/b' })).toBe(true)
  })

  describe('on a real server', () => {
    const paths = [
      'webapp/config',
      ' ends ',
      "it's",
      'a b',
      '-x',
      '--field=v',
      '$(id)',
      '%2F',
      '#?&+',
      '"q"\\',
      '한글/😀',
      '!x',
      '{a,b}',
      '[1-3]',
      '~',
    ]
    let vault: TestVault
    let folder: string
    const environment = () => ({ PATH: `${folder}:${process.env['PATH']}`, HOME: folder, VAULT_TOKEN: 'root' })
    const shell = async (script: string, token = 'root') =>
      (await run('sh', ['-e', '-c', script], { env: { ...environment(), VAULT_TOKEN: token } })).stdout

    beforeAll(async () => {
      vault = await startVault({ dev: true })
      folder = await temporaryFolder('cli')
      await symlink(await vaultProgram(), join(folder, 'vault'))
      for (const path of paths) await putSecret(vault, 'root', urlPath(path), { path })
    })
    afterAll(() => vault.stop())

    it('works as a vault command for unusual names in the cubbyhole', async () => {
      for (const path of paths) {
        await vaultApi(vault, 'POST', `cubbyhole/${urlPath(path)}`, { token: 'root', body: { path } })
        const place = { mount: 'cubbyhole/', path, kvVersion: 1 as const }
        const server = { address: vault.address, namespace: '' }
        const output = await shell(asVaultCommand(place, server).replace('kv get ', 'kv get -format=json '))
        expect(JSON.parse(output)).toMatchObject({ data: { path } })
        expect(JSON.parse(await shell(asCurl(place, server)))).toMatchObject({ data: { path } })
      }
    })

    it('works as a vault command for unusual names', async () => {
      for (const path of paths) {
        const command = asVaultCommand({ ...secret, path }, { address: vault.address, namespace: '' })
        const output = await shell(command.replace('kv get ', 'kv get -format=json '))
        expect(JSON.parse(output)).toMatchObject({ data: { data: { path } } })
      }
    })

    it('works as a curl command for unusual names', async () => {
      for (const path of paths) {
        const output = await shell(asCurl({ ...secret, path }, { address: vault.address, namespace: '' }))
        expect(JSON.parse(output)).toMatchObject({ data: { data: { path } } })
      }
    })

    it('is allowed by the policy that is shown', async () => {
      for (const [index, path] of paths.entries()) {
        await writePolicy(vault, 'root', `shown-${index}`, asPolicy({ ...secret, path }))
        const token = await createToken(vault, 'root', { policies: [`shown-${index}`] })
        const output = await shell(asCurl({ ...secret, path }, { address: vault.address, namespace: '' }), token)
        expect(JSON.parse(output)).toMatchObject({ data: { data: { path } } })
      }
    })
  })
})
