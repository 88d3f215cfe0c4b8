import { queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'
import { tabName } from '../draftSessions.ts'

/** The app's own state: lock, settings, custody. */
export const appState = queryOptions({
  queryKey: ['app', 'state'],
  queryFn: ({ signal }) => valueOf(bridge.app.state({}, signal)),
  staleTime: Infinity,
})

/** Every draft that is kept, without its content. */
export const draftList = queryOptions({
  queryKey: ['app', 'drafts'],
  queryFn: ({ signal }) => valueOf(bridge.drafts.list({ tab: tabName }, signal)),
})
