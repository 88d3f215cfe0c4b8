/** kill -9 at every change of the disk and every call of a real keychain while a ceremony begins, changes or ends. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOsKeychain } from '../../../electron/storage/keychain/osKeychain.ts'
import { keyringMissing, startKeyring, type TestKeyring } from '../../servers/keyring.ts'
import { endWithTests, temporaryFolder } from '../../servers/lifetime.ts'
import { isThorough } from '../../servers/thorough.ts'
import {
  ceremonyFilesOf,
  keyAccountsOf,
  newPassphrase,
  oldPassphrase,
  openWorld,
  profileId,
  rootOf,
  rootToken,
  type World,
} from './erasableWorld.ts'

type Custody = 'keychain' | 'passphrase'

const missing = process.platform === 'linux' ? await keyringMissing() : 'only Linux has one'
const patience = { timeout: 300_000 }
/** Every step, or every second one. */
const stride = isThorough ? 1 : 2
/** Returns how many of this many steps are tried. */
const inSteps = (count: number) => Math.floor(count / stride)
let keyring: TestKeyring
let folder: string
let service: string
let services = 0

/** Kills a new process at this step; returns whether it finished before. */
async function killedAt(step: number, action: string, by: Custody): Promise<boolean> {
  await rm(join(folder, '..'), { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  service = `Strongroom killed ${++services}`
  const script = join(import.meta.dirname, 'erasableChild.ts')
  const words = [script, folder, by === 'keychain' ? service : '', action, String(step)]
  const child = endWithTests(spawn(process.execPath, words, { stdio: ['ignore', 'inherit', 'inherit'] }))
  const [exit, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(exit === 0 || signal === 'SIGKILL', `${action}, step ${step}`).toBe(true)
  return exit === 0
}
const restart = (by: Custody): Promise<World> =>
  by === 'keychain' ? openWorld(folder, createOsKeychain(service)) : openWorld(folder, null, oldPassphrase)

/** Returns the number of keys, and the remaining files of ceremonies in the folder. */
async function left(by: Custody): Promise<{ keys: number; ceremonies: number; answers: number }> {
  const files = await ceremonyFilesOf(folder)
  const count = (pattern: RegExp) => files.filter((name) => pattern.test(name)).length
  return {
    keys: by === 'keychain' ? (await keyAccountsOf(service)).length : count(/^entry-ceremony-key_/),
    ceremonies: count(/^entry-ceremony_/),
    answers: count(/\.answer$/),
  }
}
const isAnswered = () =>
  access(join(folder, '..', 'answered')).then(
    () => true,
    () => false,
  )

describe.skipIf(missing !== null)(
  `a process that is killed${missing === null ? '' : ` (left out: ${missing})`}`,
  () => {
    beforeAll(async () => {
      keyring = await startKeyring()
      Object.assign(process.env, keyring.env)
      folder = join(await temporaryFolder('killed'), 'sealed')
    })
    afterAll(() => keyring.stop())

    for (const by of ['keychain', 'passphrase'] as const) {
      it(
        `while a ceremony begins leaves the answer once there is one, and no orphaned key (${by})`,
        patience,
        async () => {
          const found = { none: 0, keys: 0 }
          for (let step = 0, isDone = false; !isDone; step += stride) {
            isDone = await killedAt(step, 'begin', by)
            const after = await restart(by)
            await after.sweep()
            const root = await rootOf(after)
            expect(root, `step ${step}`).toBe((await isAnswered()) ? rootToken : null)
            const { keys, ceremonies, answers } = await left(by)
            // If nothing was sent, the preallocated file may remain, with the ceremony that waits for the answer.
            expect([keys, answers === 0 || root === null], `step ${step}`).toEqual([ceremonies, true])
            found[root === null ? 'none' : 'keys']++
          }
          expect(found.none).toBeGreaterThan(inSteps(5))
          expect(found.keys).toBeGreaterThan(inSteps(2))
        },
      )

      it(
        `while a ceremony ends leaves one that opens, or a finished one and nothing of it (${by})`,
        patience,
        async () => {
          const found = { open: 0, finished: 0 }
          for (let step = 0, isDone = false; !isDone; step += stride) {
            isDone = await killedAt(step, 'finish', by)
            const after = await restart(by)
            // Also before anything is swept.
            const root = await rootOf(after)
            expect([rootToken, null], `step ${step}`).toContain(root)
            await after.sweep()
            expect(await rootOf(after), `step ${step}`).toBe(root)
            const one = root === null ? 0 : 1
            expect(await left(by), `step ${step}`).toEqual({ keys: one, ceremonies: one, answers: 0 })
            found[root === null ? 'finished' : 'open']++
          }
          expect(found.open).toBeGreaterThan(inSteps(1))
          expect(found.finished).toBeGreaterThan(inSteps(3))
        },
      )

      it(`while a share is handed over leaves the remaining shares, and one key (${by})`, patience, async () => {
        const found = { before: 0, after: 0 }
        for (let step = 0, isDone = false; !isDone; step += stride) {
          isDone = await killedAt(step, 'hand over', by)
          const after = await restart(by)
          expect(await rootOf(after), `step ${step}`).toBe(rootToken)
          await after.sweep()
          expect(await rootOf(after), `step ${step}`).toBe(rootToken)
          expect(await left(by), `step ${step}`).toEqual({ keys: 1, ceremonies: 1, answers: 0 })
          const ceremony = await after.ceremonies.of(profileId)
          found[ceremony?.places.length === 0 ? 'before' : 'after']++
        }
        expect(found.before).toBeGreaterThan(inSteps(3))
        expect(found.after).toBeGreaterThan(inSteps(3))
      })
    }

    it('while the passphrase is changed leaves a ceremony that opens with one of the two', patience, async () => {
      const opened = { old: 0, new: 0 }
      for (let step = 0, isDone = false; !isDone; step += stride) {
        isDone = await killedAt(step, 'change the passphrase', 'passphrase')
        const tries = await Promise.allSettled(
          [oldPassphrase, newPassphrase].map((passphrase) => openWorld(folder, null, passphrase)),
        )
        const roots = await Promise.all(
          tries.flatMap((each) => (each.status === 'fulfilled' ? [rootOf(each.value)] : [])),
        )
        expect(roots, `step ${step}`).toEqual([rootToken])
        opened[tries[0]?.status === 'fulfilled' ? 'old' : 'new']++
      }
      expect(opened.old).toBeGreaterThan(inSteps(3))
      expect(opened.new).toBeGreaterThan(inSteps(3))
    })
  },
)
