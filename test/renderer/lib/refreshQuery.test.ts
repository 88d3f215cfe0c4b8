/** A change in the core is not lost while the first request for its data is under way. */
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { refreshQuery } from '../../../renderer/lib/refreshQuery.ts'

test.each(['during the first request', 'after it'])('a change %s is shown', async (when) => {
  const client = new QueryClient()
  const first = Promise.withResolvers<string>()
  const answers = [first.promise, Promise.resolve('after the change')]
  const options = {
    queryKey: ['one', 'places'],
    queryFn: () => answers.shift() ?? Promise.reject(new Error('asked too often')),
    staleTime: Infinity,
  }
  const page = new QueryObserver(client, options)
  const leave = page.subscribe(() => {})
  if (when === 'after it') {
    first.resolve('before the change')
    await vi.waitUntil(() => page.getCurrentResult().data === 'before the change')
  }
  const refreshing = refreshQuery(client, options.queryKey)
  first.resolve('before the change')
  await refreshing
  expect(page.getCurrentResult().data).toBe('after the change')
  expect(answers).toEqual([])
  leave()
})
