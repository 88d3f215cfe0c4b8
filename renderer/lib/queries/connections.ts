import { queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** Every connection, in the person's order. */
export const connectionList = queryOptions({
  queryKey: ['app', 'connections'],
  queryFn: ({ signal }) => valueOf(bridge.connections.list({}, signal)),
  staleTime: Infinity,
})

/** The practice server: whether there is one, and the source of its program. */
export const practiceState = queryOptions({
  queryKey: ['app', 'practice'],
  queryFn: ({ signal }) => valueOf(bridge.practice.state({}, signal)),
})

/** CAs that every connection trusts because of the environment; they are read once, at the start. */
export const extraCas = queryOptions({
  queryKey: ['app', 'extra CAs'],
  queryFn: ({ signal }) => valueOf(bridge.connections.extraCas({}, signal)),
  staleTime: Infinity,
})
