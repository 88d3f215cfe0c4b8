import { useEffect } from 'react'
import type { Profile } from '../../electron/contract/connections.ts'
import { useBreadcrumbs } from './useBreadcrumbs.ts'
import { visibleText } from '../lib/exactPieces.ts'

/** Puts the place into the window's title: names of things, never a value. */
export function useWindowTitle(profile: Profile | undefined): void {
  const crumbs = useBreadcrumbs()
  const words = crumbs.flatMap(({ id, label }) =>
    id !== 'server' && typeof label === 'string' ? [visibleText(label)] : [],
  )
  const title = [words.join(' / '), profile?.name, 'Strongroom']
    .filter((part) => part !== undefined && part !== '')
    .join(' — ')
  useEffect(() => {
    document.title = title
  }, [title])
}
