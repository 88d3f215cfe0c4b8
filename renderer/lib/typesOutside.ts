import { useQuery } from '@tanstack/react-query'
import { appState } from './queries/app.ts'

/**
 * Returns whether the person types passphrases outside this page: in a terminal or on the consent page. The desktop shell
 * has no dialog for them, so its window asks.
 */
export const useTypesOutside = (): boolean => useQuery(appState).data?.shell === 'loopback'
