/**
 * The keys in the memory of the core after a lock: none. A real core in its own process, and V8's own snapshot of its
 * heap.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { noKeyring } from '../../servers/keyring.ts'
import { removeFolder, temporaryFolder } from '../../servers/lifetime.ts'
import { startVault } from '../../servers/vault.ts'

const run = promisify(execFile)
const child = join(import.meta.dirname, 'heapChild.ts')

/** Returns the names of the secrets that a core still holds when it is locked. */
async function foundAfterLock(how?: 'keep'): Promise<readonly string[]> {
  const [vault, folder] = await Promise.all([startVault(), temporaryFolder('heap')])
  const words = [
    '--disable-warning=ExperimentalWarning',
    child,
    folder,
    vault.address,
    ...(how === undefined ? [] : [how]),
  ]
  await run(process.execPath, words, { env: { ...process.env, ...noKeyring } })
  const keys = JSON.parse(await readFile(join(folder, 'cluster-keys.json'), 'utf8')) as {
    readonly unseal_keys_b64: readonly string[]
    readonly unseal_keys_hex: readonly string[]
    readonly root_token: string
  }
  const heap = await readFile(join(folder, 'heap.heapsnapshot'))
  // A complete snapshot of the right process: without this check, an empty result would prove nothing.
  expect(heap.includes('server.unsealNodes')).toBe(true)
  expect(heap.length).toBeGreaterThan(1_000_000)
  const secrets = [
    ['root token', keys.root_token] as const,
    ...keys.unseal_keys_b64.map((share, index) => [`share ${index + 1}`, share] as const),
    ...keys.unseal_keys_hex.map((share, index) => [`share ${index + 1} in hex`, share] as const),
  ]
  await Promise.all([vault.stop(), removeFolder(folder)])
  return secrets.filter(([, secret]) => heap.includes(secret)).map(([name]) => name)
}

describe('the heap of a core that is locked', () => {
  it('holds neither the token nor a share', async () => {
    expect(await foundAfterLock()).toEqual([])
  })

  it('would show a share that was kept', async () => {
    expect(await foundAfterLock('keep')).toEqual(['share 2'])
  })
})
