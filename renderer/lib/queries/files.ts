import { queryOptions } from '@tanstack/react-query'
import { bridge } from '../bridge.ts'
import { valueOf } from '../call.ts'

/** How files of this computer can be chosen: by a dialog, from one folder, or not at all. */
export const offeredFiles = queryOptions({
  queryKey: ['app', 'files', 'offered'],
  // Files are created and removed while the app runs.
  staleTime: 0,
  queryFn: ({ signal }) => valueOf(bridge.files.offered({}, signal)),
})
