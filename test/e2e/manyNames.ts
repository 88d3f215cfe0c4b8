/** A folder of 10,000 names, and a throttled page to show it on. */
import type { Page } from '@playwright/test'
import { mountKv, putSecret, type RootKeys } from '../servers/initialized.ts'
import type { TestVault } from '../servers/vault.ts'

/** Mounts KV 1 at `kv/` and writes `name-00000` to `name-09999` and `more` into it. */
export async function putManyNames(vault: TestVault, { rootToken }: RootKeys, ...more: string[]): Promise<void> {
  await mountKv(vault, rootToken, 'kv', 1)
  const names = [...Array.from({ length: 10_000 }, (_, index) => `name-${String(index).padStart(5, '0')}`), ...more]
  for (let at = 0; at < names.length; at += 250) {
    const some = names.slice(at, at + 250)
    await Promise.all(some.map((name) => putSecret(vault, rootToken, name, { a: name }, 'kv', 1)))
  }
}

/** Makes the page's scripts run `times` slower. */
export async function slowDown(page: Page, times: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: times })
}
