/** NODE_EXTRA_CA_CERTS, also where Electron has removed it from the environment. */
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type ExtraSources, readExtraAuthorities } from '../../../electron/base/tls/extraAuthorities.ts'
import { createAuthority, type Authority } from '../../servers/certificates.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'
import { plainOptions } from '../../vault/asking.ts'
import { hostile, json } from '../../vault/hostile.ts'

const folder = await temporaryFolder('extra-authorities')
const file = join(folder, 'corporate CAs.pem')
let first: Authority
let second: Authority
beforeAll(async () => {
  first = await createAuthority('First CA')
  second = await createAuthority('Second CA')
  await writeFile(file, `# a comment\n${first.certPem}\n${second.certPem}\n`)
})
afterEach(() => vi.unstubAllEnvs())

const nothing = () => {
  throw new Error('not there')
}
const sources: ExtraSources = {
  environment: {},
  platform: 'linux',
  isElectron: true,
  readFile: nothing,
  run: nothing,
}
const pem = 'x\n-----BEGIN CERTIFICATE-----'

describe('the CAs of NODE_EXTRA_CA_CERTS', () => {
  it('are trusted by every connection', async () => {
    const { certPem, keyPem } = await second.server()
    await using server = await hostile(json(200, {}), { cert: certPem, key: keyPem })
    // Set after the start of this process, so that Node itself has not read it.
    vi.stubEnv('NODE_EXTRA_CA_CERTS', file)
    vi.resetModules()
    const { openTransport } = await import('../../../electron/vault/transport.ts')
    const transport = openTransport(plainOptions(server.address))
    expect((await transport.request({ method: 'GET', path: 'sys/seal-status' })).status).toBe(200)
    await transport.close()
  })

  it.runIf(process.platform === 'linux')('are found on Linux after the variable was removed from the process', () => {
    const module = pathToFileURL(join(import.meta.dirname, '../../../electron/base/tls/extraAuthorities.ts')).href
    const script = `
      delete process.env.NODE_EXTRA_CA_CERTS
      Object.defineProperty(process.versions, 'electron', { value: '45.0.0' })
      const { extraAuthorities } = await import(${JSON.stringify(module)})
      console.log(extraAuthorities().certificates.length)`
    const environment = { ...process.env, NODE_EXTRA_CA_CERTS: file }
    const found = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: environment })
    expect(found.toString().trim()).toBe('2')
  })

  it.each<[string, Partial<ExtraSources>]>([
    [
      'launchd on macOS',
      { platform: 'darwin', run: (program) => (program === '/bin/launchctl' ? '/ca.pem\n' : nothing()) },
    ],
    [
      'the registry on Windows, with variables in the path',
      {
        platform: 'win32',
        environment: { SystemRoot: 'C:\\Windows', USERPROFILE: '/home' },
        run: (program, [, key]) =>
          program === 'C:\\Windows\\System32\\reg.exe' && key === 'HKCU\\Environment'
            ? `\r\nHKEY_CURRENT_USER\\Environment\r\n    NODE_EXTRA_CA_CERTS    REG_EXPAND_SZ    %USERPROFILE%/ca.pem\r\n\r\n`
            : nothing(),
      },
    ],
    [
      'the registry of the computer, if the person has no variable',
      {
        platform: 'win32',
        run: (_program, [, key]) =>
          key?.startsWith('HKLM') === true ? '    NODE_EXTRA_CA_CERTS    REG_SZ    C:\\ca.pem\r\n' : nothing(),
      },
    ],
  ])('are found through %s', (_what, differing) => {
    const read: string[] = []
    const found = readExtraAuthorities({
      ...sources,
      ...differing,
      readFile: (path) => {
        read.push(path)
        return first.certPem
      },
    })
    expect(found).toEqual({ certificates: [first.certPem.trim()], isUnreadable: false })
    expect(read).toHaveLength(1)
    expect(read[0]).toMatch(/^(?:\/|\/home\/|C:\\)ca\.pem$/)
  })

  it('are not searched for outside Electron, where Node keeps the variable', () => {
    expect(readExtraAuthorities({ ...sources, isElectron: false, readFile: nothing })).toEqual({
      certificates: [],
      isUnreadable: false,
    })
  })

  it.each([
    ['does not exist', nothing],
    ['holds no certificate', () => 'not PEM'],
    ['breaks off', () => pem],
  ])('are empty, with a warning, if the file %s', (_what, readFile) => {
    const environment = { NODE_EXTRA_CA_CERTS: '/ca.pem' }
    expect(readExtraAuthorities({ ...sources, environment, readFile })).toEqual({
      certificates: [],
      isUnreadable: true,
    })
  })
})
