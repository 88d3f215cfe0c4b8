/**
 * The keychain of the operating system: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.
 * https://specifications.freedesktop.org/secret-service-spec/latest/
 */
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { Failure } from '../../contract/failure.ts'
import type { Keychain } from './keychain.ts'
import { keyringThread } from './keyringThread.ts'

type Action = 'read' | 'write' | 'remove'

interface Waiting {
  resolve(secret: Buffer | null): void
  reject(failure: Failure): void
}

const Answer = z.union([
  z.object({ id: z.number(), ok: z.literal(true), value: z.instanceof(Uint8Array).nullable() }),
  z.object({ id: z.number(), ok: z.literal(false), missing: z.boolean(), message: z.string() }),
])

/**
 * Returns the entries under `service` in the person's keychain. Nothing is loaded or requested before the first call,
 * no call blocks the event loop, and none lasts longer than `deadline` milliseconds: an unanswered dialog counts as a
 * refusal.
 */
export function createOsKeychain(service: string, { deadline = 30_000 } = {}): Keychain {
  let thread: Worker | undefined
  /** Whether the thread holds connections that no account needs anymore. */
  let isWorn = false
  let lastId = 0
  const waiting = new Map<number, Waiting>()

  const abandon = (failure: Failure): void => {
    // A thread that hangs in the library ends when the library returns; the next call starts a new one.
    void thread?.terminate()
    thread = undefined
    const left = [...waiting.values()]
    waiting.clear()
    for (const call of left) call.reject(failure)
  }

  /** Ends the thread to close its connections immediately; otherwise each stays open until garbage collection. */
  const retire = (): void => {
    void thread?.terminate()
    thread = undefined
    isWorn = false
  }

  const start = (): Worker => {
    const library = createRequire(import.meta.url).resolve('@napi-rs/keyring')
    const started = new Worker(keyringThread, {
      eval: true,
      workerData: { service, library },
      execArgv: [],
      stderr: true,
    })
    const ended = () => {
      if (thread === started) abandon(new Failure('keychain-unavailable', 'The keychain thread has ended.'))
    }
    started.on('message', (message) => {
      const { data: answer } = Answer.safeParse(message)
      // `node --watch` sends the names of the thread's files over the same port.
      if (answer === undefined) return
      const call = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (waiting.size === 0) {
        started.unref()
        if (isWorn && thread === started) retire()
      }
      if (answer.ok) call?.resolve(answer.value === null ? null : Buffer.from(answer.value.buffer))
      else call?.reject(keychainFailure(answer.message, answer.missing))
    })
    started.on('error', ended)
    started.on('exit', ended)
    return started
  }

  const ask = (action: Action, account: string, secret?: Buffer): Promise<Buffer | null> =>
    new Promise((resolve, reject) => {
      try {
        thread ??= start()
      } catch (cause) {
        reject(new Failure('keychain-unavailable', 'The keychain library is missing.', { cause }))
        return
      }
      const id = ++lastId
      // Removed accounts are not used again, because each ceremony has its own account.
      isWorn ||= action === 'remove'
      const timer = setTimeout(() => {
        abandon(
          new Failure('keychain-refused', `The keychain did not answer within ${deadline / 1000} seconds.`, {
            retryable: true,
          }),
        )
      }, deadline)
      const settle = <T>(then: (value: T) => void): ((value: T) => void) => {
        return (value) => {
          clearTimeout(timer)
          then(value)
        }
      }
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) })
      thread.ref()
      // SECURITY: the copy is transferred to the thread, so that none stays here.
      const copy = secret === undefined ? undefined : Uint8Array.from(secret)
      thread.postMessage({ id, action, account, secret: copy }, copy === undefined ? [] : [copy.buffer])
    })

  return {
    read: (account) => ask('read', account),
    write: async (account, secret) => {
      await ask('write', account, secret)
    },
    remove: async (account) => {
      await ask('remove', account)
    },
  }
}

// The library throws one kind of error; only its message distinguishes the cases. "no result found" is a Secret Service
// without any keyring in it, as on a machine without any desktop login so far.
const absent = /DBus error|no result found|no storage access|not supported/i
const slow = /did not receive a reply/i

/** Returns `keychain-unavailable` if there is no keychain, `keychain-refused` if it refuses access. */
function keychainFailure(words: string, missing: boolean): Failure {
  if (missing) return new Failure('keychain-unavailable', 'The keychain library does not run on this computer.')
  if (absent.test(words) && !slow.test(words)) {
    return new Failure('keychain-unavailable', `There is no keychain to reach: ${words}`)
  }
  return new Failure('keychain-refused', `The keychain did not give access: ${words}`, { retryable: true })
}
