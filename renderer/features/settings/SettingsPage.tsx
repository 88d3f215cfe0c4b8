/** The person's settings: language, appearance, the lock, and where secrets are stored on this computer. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Settings } from '../../../electron/contract/app.ts'
import { languages } from '../../../electron/contract/language.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { languageNames } from '../../lib/i18n.ts'
import { appState } from '../../lib/queries/app.ts'
import { useAct } from '../../lib/useAct.ts'
import { CallProblem } from '../../components/CallProblem.tsx'
import { NumberField } from '../../ui/NumberField.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { Select } from '../../ui/Select.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { CustodySection } from './CustodySection.tsx'
import { SessionSection } from './SessionSection.tsx'
import styles from './SettingsPage.module.css'
import sections from './shared/sections.module.css'

export function SettingsPage() {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const { data: state } = useQuery(appState)
  const { start, problem } = useAct(
    async (changed: Partial<Settings>) => {
      const settings = await valueOf(bridge.app.changeSettings(changed))
      queryClient.setQueryData(appState.queryKey, (before) => (before === undefined ? before : { ...before, settings }))
    },
    { overlaps: true },
  )
  const change = (changed: Partial<Settings>) => void start(changed)
  if (state === undefined) return null
  const { settings } = state
  const canHide = state.shell === 'electron' && (state.platform === 'darwin' || state.platform === 'win32')

  return (
    <div className={styles['page']}>
      <h1 className={styles['title']}>
        <Trans>Settings</Trans>
      </h1>
      {problem !== null && <CallProblem problem={problem} />}
      <section className={sections['section']} aria-labelledby="settings-looks">
        <h2 id="settings-looks" className={sections['heading']}>
          <Trans>Appearance</Trans>
        </h2>
        <div className={sections['fields']}>
          <Select
            label={t`Language`}
            value={settings.language}
            onChange={(language) => change({ language })}
            options={[
              { value: 'system', label: t`Use system setting` },
              ...languages.map((value) => ({ value, label: languageNames[value] })),
            ]}
          />
          <Select
            label={t`Theme`}
            value={settings.theme}
            onChange={(theme) => change({ theme })}
            options={[
              { value: 'system', label: t`Use system setting` },
              { value: 'light', label: t`Light` },
              { value: 'dark', label: t`Dark` },
            ]}
          />
          <RadioGroup
            label={t`Density`}
            value={settings.density}
            onChange={(density) => change({ density })}
            options={[
              { value: 'compact', label: t`Compact` },
              { value: 'comfortable', label: t`Comfortable` },
            ]}
          />
        </div>
      </section>
      <section className={sections['section']} aria-labelledby="settings-lock">
        <h2 id="settings-lock" className={sections['heading']}>
          <Trans>Lock</Trans>
        </h2>
        <div className={sections['fields']}>
          <NumberField
            label={t`Auto-lock after (minutes)`}
            description={t`0 = never. Strongroom also locks when the computer sleeps or its screen locks.`}
            minValue={0}
            maxValue={1440}
            value={settings.autoLockMinutes}
            onChange={(autoLockMinutes) => {
              if (Number.isInteger(autoLockMinutes)) change({ autoLockMinutes })
            }}
          />
        </div>
      </section>
      {state.shell === 'electron' && (
        <section className={sections['section']} aria-labelledby="settings-notices">
          <h2 id="settings-notices" className={sections['heading']}>
            <Trans>Sealed servers</Trans>
          </h2>
          <Switch
            isSelected={settings.notifySealed}
            onChange={(notifySealed) => change({ notifySealed })}
            description={t`Covers the servers that you opened. While no window is visible, Strongroom checks them every 30 s.`}
          >
            <Trans>Notify me when a server is sealed or loses its active node</Trans>
          </Switch>
        </section>
      )}
      <section className={sections['section']} aria-labelledby="settings-capture">
        <h2 id="settings-capture" className={sections['heading']}>
          <Trans>Screen capture</Trans>
        </h2>
        {canHide ? (
          <Switch
            isSelected={settings.hideKeysFromCapture}
            onChange={(hideKeysFromCapture) => change({ hideKeysFromCapture })}
            description={t`While a key, a root token or a typed password is readable, the window doesn't appear in screenshots and screen sharing. Some newer macOS programs capture it anyway.`}
          >
            <Trans>Hide keys from screen capture</Trans>
          </Switch>
        ) : (
          <p className={sections['quiet']}>
            {state.shell === 'loopback' ? (
              <Trans>
                A browser can't hide a page from screen capture. Check what you share before you show a key.
              </Trans>
            ) : (
              <Trans>Linux can't hide a window from screen capture. Check what you share before you show a key.</Trans>
            )}
          </p>
        )}
      </section>
      <CustodySection custody={state.custody} />
      <SessionSection />
      <p className={styles['version']}>Strongroom {state.version}</p>
    </div>
  )
}
