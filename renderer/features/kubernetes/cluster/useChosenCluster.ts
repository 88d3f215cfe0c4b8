/** The cluster access that the person chose, the same on every page of a connection until the window is emptied. */
import type { ClusterAccess } from '../../../../electron/contract/kubeconfig.ts'
import { useWindowState } from '../../../lib/windowState.ts'
import { chosenClusterKey } from './queries.ts'

export const useChosenCluster = (profileId: string) => useWindowState<ClusterAccess>(chosenClusterKey(profileId))
