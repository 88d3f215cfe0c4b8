/** A core with several users signed in to one real server: the connection of each has its own token. */
import type { SecretAddress } from '../../../electron/contract/ids.ts'
import { createToken, initializeAndUnseal, mountKv, writePolicy } from '../../servers/initialized.ts'
import { startVault, type TestVault, type VaultOptions } from '../../servers/vault.ts'
import { connectTo, startCore, type TestCore } from '../startCore.ts'

export interface KvPeople {
  readonly vault: TestVault
  readonly rootToken: string
  readonly test: TestCore
  /** The connection of a user with all capabilities. */
  readonly root: string
  /** Signs in a user with only these rules (HCL) and `default`, or without any. Returns the connection. */
  person(rules: string, options?: { readonly withoutDefault?: boolean; readonly at?: string }): Promise<string>
  stop(): Promise<void>
}

/** KV 2 at `secret/`, KV 1 at `plain/`. */
export async function startKvPeople(options: VaultOptions = {}): Promise<KvPeople> {
  const vault = await startVault(options)
  const { rootToken } = await initializeAndUnseal(vault)
  await mountKv(vault, rootToken, 'secret', 2)
  await mountKv(vault, rootToken, 'plain', 1)
  const test = await startCore()
  let made = 0

  const signIn = (token: string, at = vault.address) => connectTo(test, at, token, `person ${(made += 1)}`)
  return {
    vault,
    rootToken,
    test,
    root: await signIn(rootToken),
    person: async (rules, { withoutDefault = false, at } = {}) => {
      const policy = `person-${made}`
      await writePolicy(vault, rootToken, policy, rules)
      const token = await createToken(vault, rootToken, { policies: [policy], no_default_policy: withoutDefault })
      return signIn(token, at)
    },
    stop: async () => {
      await test.stop()
      await vault.stop()
    },
  }
}

/** An address at KV 2's `secret/`. */
export const secretAt = (profileId: string, path: string, mount = 'secret/'): SecretAddress => ({
  profileId,
  mount,
  path,
})

/** One text under `value`. */
export const text = (value: string) => [{ key: 'value', json: JSON.stringify(value) }]
