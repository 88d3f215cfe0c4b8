/** The handlers of a topic that is loaded by its first call. */
import { describe, expect, it } from 'vitest'
import { contract } from '../../../electron/contract/contract.ts'
import type { CallContext, Handlers } from '../../../electron/core/handler.ts'
import { lazyTopic } from '../../../electron/core/calls/lazyTopic.ts'
import { neverAborts } from '../../../electron/base/async/neverAborts.ts'

const context: CallContext = { signal: neverAborts, warn: () => undefined }

describe('lazyTopic', () => {
  it('has a handler for each call of the contract, and loads nothing before the first call', () => {
    let loads = 0
    const handlers = lazyTopic('places', async () => {
      loads += 1
      return {} as Handlers<'places'>
    })
    expect(Object.keys(handlers).toSorted()).toEqual(Object.keys(contract.places).toSorted())
    expect(loads).toBe(0)
  })

  it('loads once, and passes input and context on', async () => {
    let loads = 0
    const given: unknown[] = []
    const handlers = lazyTopic('places', async () => {
      loads += 1
      return {
        forget: async (...input: unknown[]) => {
          given.push(input)
          return null
        },
        visit: async () => Promise.reject(new Error('the disk fails')),
      } as never
    })
    const input = { profileId: 'p' } as never
    expect(await Promise.all([handlers.forget(input, context), handlers.forget(input, context)])).toEqual([null, null])
    expect(given).toEqual([
      [input, context],
      [input, context],
    ])
    await expect(handlers.visit({} as never, context)).rejects.toThrow('the disk fails')
    expect(loads).toBe(1)
  })

  it('loads again after a failed load', async () => {
    let loads = 0
    const handlers = lazyTopic('places', async () => {
      loads += 1
      if (loads === 1) throw new Error('the file was not there')
      return { forget: async () => ({}) } as never
    })
    await expect(handlers.forget({} as never, context)).rejects.toThrow('the file was not there')
    expect(await handlers.forget({} as never, context)).toEqual({})
  })

  it('prefers the eager handlers, and reports which call has no handler', async () => {
    const handlers = lazyTopic('places', async () => ({}) as never, { forget: async () => ({}) })
    expect(await handlers.forget({} as never, context)).toEqual({})
    await expect(handlers.visit({} as never, context)).rejects.toThrow('places.visit has no handler')
  })

  it('passes on the items and the result of a stream', async () => {
    const handlers = lazyTopic('kubernetes', async () => {
      return {
        roles: async function* () {
          yield 'a role'
          yield 'another'
          return { count: 2 }
        },
      } as never
    })
    const stream = handlers.roles({} as never, context)
    expect(await stream.next()).toEqual({ done: false, value: 'a role' })
    expect(await stream.next()).toEqual({ done: false, value: 'another' })
    expect(await stream.next()).toEqual({ done: true, value: { count: 2 } })
  })
})
