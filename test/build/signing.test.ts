/** Which files a release signs, depending on the configuration; and the checksums, which `sha256sum` itself reads. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { signing } from '../../scripts/package/signing.ts'
import { project, scratchFolder } from './scratchProject.ts'

const mac = { CSC_LINK: 'cert', CSC_KEY_PASSWORD: 'word' }
const apple = { APPLE_API_KEY: '-----BEGIN PRIVATE KEY-----\nkey', APPLE_API_KEY_ID: 'id', APPLE_API_ISSUER: 'issuer' }
const windows = { WIN_CSC_LINK: 'cert', WIN_CSC_KEY_PASSWORD: 'word' }

describe('signing', () => {
  it('is skipped with a line for each step if nothing is configured, including an empty secret', async () => {
    const scratch = await scratchFolder()
    const empty = { CSC_LINK: '', CSC_KEY_PASSWORD: '', APPLE_API_KEY: ' ', WIN_CSC_LINK: '' }
    const onMac = signing(empty, 'darwin', scratch)
    expect(onMac.lines).toHaveLength(2)
    for (const line of onMac.lines) expect(line).toMatch(/^Skipped: .* not set\.$/)
    expect(onMac.words).toEqual(['-c.mac.notarize=false'])
    expect(onMac.env).toEqual({ CSC_IDENTITY_AUTO_DISCOVERY: 'false' })
    expect(signing({}, 'win32', scratch).lines).toEqual([expect.stringContaining('WIN_CSC_LINK')])
    expect(signing({}, 'linux', scratch).lines).toEqual([])
  })

  it('is required from electron-builder if it is configured, and Apple’s key becomes a private file', async () => {
    const scratch = await scratchFolder()
    const { env, words, lines } = signing({ ...mac, ...apple }, 'darwin', scratch)
    expect(words).toEqual(['-c.forceCodeSigning=true', '-c.mac.notarize=true'])
    expect(lines.join(' ')).not.toContain('Skipped')
    expect(lines.join(' ')).not.toContain('word')
    const file = env['APPLE_API_KEY'] ?? ''
    expect(readFileSync(file, 'utf8')).toBe(apple.APPLE_API_KEY)
    // Windows has no such bits: there, the folder belongs to the person.
    expect(statSync(file).mode & 0o077).toBe(process.platform === 'win32' ? statSync(scratch).mode & 0o066 : 0)
    expect(signing(windows, 'win32', scratch).words).toEqual(['-c.forceCodeSigning=true'])
  })

  it('fails if it is incompletely configured, so that no release is unsigned by mistake', async () => {
    const scratch = await scratchFolder()
    expect(() => signing({ CSC_LINK: 'cert' }, 'darwin', scratch)).toThrow('CSC_KEY_PASSWORD must be set, too')
    expect(() => signing({ ...mac, APPLE_API_KEY: 'key' }, 'darwin', scratch)).toThrow(
      'APPLE_API_KEY_ID and APPLE_API_I',
    )
    expect(() => signing(apple, 'darwin', scratch)).toThrow('Apple notarizes only what is signed')
    expect(() => signing({ WIN_CSC_KEY_PASSWORD: 'word' }, 'win32', scratch)).toThrow('WIN_CSC_LINK must be set, too')
  })
})

const has = (program: string) => spawnSync(program, ['--version']).status === 0

describe('the checksums of a release', () => {
  const sum = (folder: string, env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [join(project, 'scripts/package/checksums.ts'), folder], {
      encoding: 'utf8',
      env: { ...process.env, GPG_SIGNING_KEY: '', ...env },
    })
  const release = async () => {
    const folder = join(await scratchFolder(), 'release')
    mkdirSync(folder)
    for (const name of ['strongroom.deb', 'strongroom.AppImage']) writeFileSync(join(folder, name), name)
    return folder
  }

  it.skipIf(!has('sha256sum'))('list every file, and report that there is no key', async () => {
    const folder = await release()
    expect(sum(folder).stdout).toBe(
      'SHA256SUMS lists 2 files.\nSkipped: SHA256SUMS is not signed, because GPG_SIGNING_KEY is not set.\n',
    )
    // A second run: the list does not include itself.
    expect(sum(folder).status).toBe(0)
    const check = () => spawnSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: folder }).status
    expect(check()).toBe(0)
    expect(existsSync(join(folder, 'SHA256SUMS.asc'))).toBe(false)
    writeFileSync(join(folder, 'strongroom.deb'), 'another')
    expect(check()).toBe(1)
  })

  it.skipIf(!has('gpg'))('are signed with a key, which stays in no keyring', async () => {
    const [folder, home] = [await release(), await scratchFolder()]
    const gpg = (...words: string[]) =>
      spawnSync('gpg', ['--homedir', home, '--batch', '--quiet', '--passphrase', '', ...words], { encoding: 'utf8' })
    gpg('--quick-generate-key', 'Release <release@example.com>', 'ed25519', 'sign', 'never')
    const key = gpg('--armor', '--export-secret-keys').stdout
    expect(key).toContain('PRIVATE KEY')
    const { stdout, stderr, status } = sum(folder, { GPG_SIGNING_KEY: key })
    expect([status, stdout]).toEqual([0, 'SHA256SUMS lists 2 files.\nSHA256SUMS.asc signs it.\n'])
    expect(stdout + stderr).not.toContain('PRIVATE KEY')
    expect(gpg('--verify', join(folder, 'SHA256SUMS.asc'), join(folder, 'SHA256SUMS')).status).toBe(0)
    expect(sum(folder, { GPG_SIGNING_KEY: 'no key' }).status).not.toBe(0)
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
  })

  it('fail for an empty folder', async () => {
    expect(sum(await scratchFolder()).status).toBe(1)
  })
})
