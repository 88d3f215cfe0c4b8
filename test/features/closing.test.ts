/**
 * Closing the core: changes that were requested before it are completed, and a hanging one delays it only for a limited
 * time.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { initializeAndUnseal } from '../servers/initialized.ts'
import { removeFolder, temporaryFolder } from '../servers/lifetime.ts'
import { startVault, type TestVault } from '../servers/vault.ts'
import { draftOf, startCore, value } from './startCore.ts'

const passphrase = 'a passphrase of a test'
let vault: TestVault
let token: string
let folder: string

beforeEach(async () => {
  vault = await startVault()
  token = (await initializeAndUnseal(vault)).rootToken
  folder = await temporaryFolder('closing')
})
afterEach(async () => {
  await vault.stop()
  await removeFolder(folder)
})

async function started() {
  const test = await startCore({ folder })
  const { id: profileId } = await value(test.client.connections.add({ profile: draftOf(vault.address) }))
  await value(test.client.app.keepInPassphraseFile({ passphrase }))
  const signIn = () =>
    test.client.session.signIn({ profileId, credentials: { method: 'token', token }, remember: true })
  return { test, profileId, signIn }
}

describe('closing the core', () => {
  it('keeps the token of a sign-in that has just succeeded', async () => {
    const { test, profileId, signIn } = await started()
    let closing: Promise<void> | undefined
    test.core.listen(({ type }) => {
      // The window shows the sign-in, and the user quits.
      if (type === 'session-changed') closing ??= test.core.close()
    })
    await signIn()
    expect(closing).toBeDefined()
    await closing

    const next = await startCore({ folder })
    await value(next.client.app.unlock({ passphrase }))
    expect(await value(next.client.session.methods({ profileId }))).toMatchObject({ remembered: true })
    await next.stop()
  })

  it('waits a few seconds for an unanswered dialog, then ends without an answer', async () => {
    const test = await startCore({ folder, deps: { chooseFile: () => new Promise(() => undefined) } })
    void test.client.files.choose({ kind: 'keys' })
    const before = performance.now()
    await test.core.close()
    expect(performance.now() - before).toBeGreaterThan(2_000)
  })
})
