import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { Settings } from '../../electron/contract/app.ts'
import { createSettings } from '../../electron/core/settings.ts'
import { temporaryFolder } from '../servers/lifetime.ts'

const defaults = {
  language: 'system',
  theme: 'system',
  density: 'compact',
  autoLockMinutes: 15,
  notifySealed: true,
  hideKeysFromCapture: true,
}
let file: string

beforeEach(async () => {
  file = join(await temporaryFolder('settings'), 'settings.json')
})

describe('the settings', () => {
  it('begin with the defaults', async () => {
    expect((await createSettings({ file })).get()).toEqual(defaults)
  })

  it('keep a change after a restart and leave the rest unchanged', async () => {
    const settings = await createSettings({ file })
    await settings.change({ theme: 'dark', language: undefined })
    await settings.change({ autoLockMinutes: 0 })
    expect((await createSettings({ file })).get()).toEqual({ ...defaults, theme: 'dark', autoLockMinutes: 0 })
  })

  it('replace an invalid choice with its default, and keep the others', async () => {
    await writeFile(file, '{"version":1,"language":"tlh","theme":"dark","density":7,"autoLockMinutes":-1}')
    const settings = await createSettings({ file })
    expect(settings.get()).toEqual({ ...defaults, theme: 'dark' })
    expect(settings.problem()).toBeNull()
  })

  it("are always valid settings, regardless of the file's contents", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (content) => {
        await writeFile(file, content)
        expect(Settings.safeParse((await createSettings({ file })).get()).success).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})
