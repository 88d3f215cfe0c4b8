/** Kubeconfigs that are designed to block the app. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeconfigSource } from '../../electron/contract/kubeconfig.ts'
import { limits } from '../../electron/contract/limits.ts'
import { codeOf, startCore, value, type TestCore } from '../features/startCore.ts'

let test: TestCore
beforeAll(async () => {
  test = await startCore()
})
afterAll(() => test.stop())

const file = async (text: string): Promise<KubeconfigSource> => {
  const path = join(test.folder, 'kubeconfig')
  await writeFile(path, text, { mode: 0o600 })
  return { kind: 'file', handle: await test.handleOf('kubeconfig', path) }
}
const given = async (text: string): Promise<KubeconfigSource> => ({
  kind: 'given',
  id: (await value(test.client.kubeconfig.give({ text }))).id,
})

const hostile = `a: [${'{a: [b, c]},'.repeat(Math.floor(limits.kubeconfig / 12) - 10)}]`

describe('a hostile kubeconfig', () => {
  it.each([
    ['in a file', file],
    ['that was dropped', given],
  ])('%s ends at its deadline, and other calls are answered until then', async (_what, put) => {
    const reading = { isDone: false }
    const asked = put(hostile)
      .then((source) => value(test.client.kubeconfig.read({ source })))
      .finally(() => (reading.isDone = true))
    let answered = 0
    while (!reading.isDone) {
      await value(test.client.app.state({}))
      await new Promise((resolve) => setTimeout(resolve, 50))
      answered += 1
    }
    expect((await asked).files[0]?.state).toBe('too-large')
    // Ten seconds with one call every 50 ms, on a busy computer.
    expect(answered).toBeGreaterThan(20)
  })

  it('of more than 4 MiB is not even parsed', async () => {
    const source = await file('a'.repeat(limits.kubeconfig + 1))
    expect((await value(test.client.kubeconfig.read({ source }))).files[0]?.state).toBe('too-large')
    expect(await codeOf(test.client.kubeconfig.give({ text: 'a'.repeat(limits.kubeconfig + 1) }))).toBe('invalid-input')
  })
})
