import { describe, expect, it } from 'vitest'
import { mapConcurrent } from '../../../electron/base/async/mapConcurrent.ts'

const never = new AbortController().signal
const collect = async <T>(batches: AsyncIterable<T[]>): Promise<T[]> => {
  const all: T[] = []
  for await (const batch of batches) all.push(...batch)
  return all
}

describe('mapConcurrent', () => {
  it('processes each item once, with bounded concurrency', async () => {
    let running = 0
    let most = 0
    const work = async (item: number) => {
      most = Math.max(most, ++running)
      await new Promise(setImmediate)
      running--
      return item * 2
    }
    const items = Array.from({ length: 100 }, (_, index) => index)
    const done = await collect(mapConcurrent(items, 7, work, never))
    expect(done.toSorted((a, b) => a - b)).toEqual(items.map((item) => item * 2))
    expect(most).toBe(7)
  })

  it('ends immediately for an empty list', async () => {
    expect(await collect(mapConcurrent([], 4, () => Promise.resolve(1), never))).toEqual([])
  })

  it('ends with the first failure', async () => {
    const seen: number[] = []
    const work = async (item: number) => {
      seen.push(item)
      await new Promise(setImmediate)
      if (item === 1) throw new Error('one')
      return item
    }
    await expect(collect(mapConcurrent([0, 1, 2, 3, 4, 5], 2, work, never))).rejects.toThrow('one')
    expect(seen).not.toContain(5)
  })

  it('starts nothing new after it is aborted or abandoned', async () => {
    const seen: number[] = []
    const stop = new AbortController()
    const work = async (item: number) => {
      seen.push(item)
      if (item === 1) stop.abort(new Error('stopped'))
      await new Promise(setImmediate)
      return item
    }
    await expect(collect(mapConcurrent([0, 1, 2, 3, 4, 5], 2, work, stop.signal))).rejects.toThrow('stopped')
    expect(seen).toEqual([0, 1])
    seen.length = 0
    const left = mapConcurrent([0, 2, 3, 4, 5], 1, work, never)
    await left.next()
    await left.return()
    await new Promise(setImmediate)
    expect(seen.length).toBeLessThan(4)
  })
})
