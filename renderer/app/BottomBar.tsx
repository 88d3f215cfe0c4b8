import { useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { resolveLanguage } from '../../electron/contract/language.ts'
import { bridge } from '../lib/bridge.ts'
import { valueOf } from '../lib/call.ts'
import { appState } from '../lib/queries/app.ts'
import styles from './BottomBar.module.css'
import { DraftsMenu } from './DraftsMenu.tsx'
import { Button } from '../ui/Button.tsx'

/** The right end of the status bar: unsaved work, where secrets are stored, the language. */
export function BottomBar() {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const { data: state } = useQuery(appState)
  if (state === undefined) return null

  const language = resolveLanguage(state.settings.language, navigator.languages)
  const other = language === 'en' ? 'ko' : 'en'
  const switchLanguage = async () => {
    await valueOf(bridge.app.changeSettings({ language: other }))
    await queryClient.invalidateQueries({ queryKey: appState.queryKey })
  }
  return (
    <div className={styles['bar']}>
      <DraftsMenu />
      {state.custody.kind === 'memory' && (
        <span title={state.custody.reason}>{t`No keychain: kept in memory only`}</span>
      )}
      <Button
        variant="quiet"
        size="small"
        aria-label={other === 'ko' ? '한국어로 바꾸기' : 'Switch to English'}
        onPress={() => void switchLanguage()}
      >
        {language === 'en' ? 'EN' : '한'}
      </Button>
    </div>
  )
}
