import { expect, it } from 'vitest'
import { loadedOnce } from '../../../electron/base/async/loadedOnce.ts'

it('A value is created once on first use, also for two concurrent callers', async () => {
  let made = 0
  const load = loadedOnce(async () => ({ number: ++made }))
  expect([load.loaded, made]).toEqual([undefined, 0])
  const [one, two] = await Promise.all([load(), load()])
  expect(one).toBe(two)
  expect(await load()).toBe(one)
  expect([load.loaded, made]).toEqual([one, 1])
})

it('A value whose creation failed is created by the next call, and the failure is not stored', async () => {
  let tries = 0
  const load = loadedOnce(async () => {
    tries += 1
    if (tries === 1) throw new Error('the disk fails')
    return tries
  })
  const failed = await Promise.allSettled([load(), load()])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect([load.loaded, tries]).toEqual([undefined, 1])
  expect(await load()).toBe(2)
  expect([load.loaded, tries]).toEqual([2, 2])
})
