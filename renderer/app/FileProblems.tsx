import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { wordsFor } from '../lib/errors.ts'
import { appState } from '../lib/queries/app.ts'
import { Banner } from '../ui/Banner.tsx'

/**
 * Names those of Strongroom's own files that could not be read at the start. Shown above every page for as long as that
 * is so.
 */
export function FileProblems() {
  const { t, i18n } = useLingui()
  const { data: state } = useQuery(appState)
  if (state === undefined || state.problems.length === 0) return null
  const details = <code>{state.problems.join(' ')}</code>
  if (state.connectionsRestored) {
    return (
      <Banner place="page" tone="warn" title={t`Connections restored from a copy`}>
        <Trans>
          Strongroom could not read your list of connections and uses its last good copy. Check that the list is
          complete.
        </Trans>{' '}
        {details}
      </Banner>
    )
  }
  const { title, help } = wordsFor({ code: 'file-unreadable' })
  return (
    <Banner place="page" tone="warn" title={i18n._(title)}>
      {i18n._(help)} {details}
    </Banner>
  )
}
