/** A Secret Service that accepts a request and never answers: suspended, as by a debugger or a hung dialog. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOsKeychain } from '../../../electron/storage/keychain/osKeychain.ts'
import { keyringMissing, startKeyring, type TestKeyring } from '../../servers/keyring.ts'

const run = promisify(execFile)
const missing = process.platform === 'linux' ? await keyringMissing() : 'only Linux has one'

/** The process ID of the daemon, from the bus. */
async function daemonPid(): Promise<number> {
  const call = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus']
  const method = 'org.freedesktop.DBus.GetConnectionUnixProcessID'
  const { stdout } = await run('dbus-send', [...call, method, 'string:org.freedesktop.secrets'])
  return Number(/uint32 (\d+)/.exec(stdout)?.[1])
}

describe.skipIf(missing !== null)(`a keychain that hangs${missing === null ? '' : ` (left out: ${missing})`}`, () => {
  let keyring: TestKeyring
  let pid: number

  beforeAll(async () => {
    keyring = await startKeyring()
    Object.assign(process.env, keyring.env)
    pid = await daemonPid()
  })
  afterAll(() => keyring.stop())

  it('refuses at the deadline, blocks nothing else, and works again once it resumes', async () => {
    const keychain = createOsKeychain('Strongroom test', { deadline: 500 })
    await keychain.write('a', Buffer.from('a secret'))
    process.kill(pid, 'SIGSTOP')
    try {
      let turns = 0
      const counting = setInterval(() => turns++, 1)
      const calls = await Promise.allSettled([keychain.read('a'), keychain.read('b')])
      clearInterval(counting)
      for (const call of calls) {
        expect(call).toMatchObject({ status: 'rejected', reason: { code: 'keychain-refused' } })
      }
      // A blocked event loop would have counted only once or twice.
      expect(turns).toBeGreaterThan(10)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    expect(String(await keychain.read('a'))).toBe('a secret')
  })
})
