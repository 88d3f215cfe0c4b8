/** Both names of a secret's place, each with its purpose. */
import { useLingui } from '@lingui/react/macro'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { copyText } from './clipboard.ts'
import { apiName, cliName, type KvVersion, type SecretPlace } from './names.ts'
import styles from './PlaceNames.module.css'
import { ExactText } from '../../../ui/ExactText.tsx'

export function PlaceNames({ place, kvVersion }: { place: SecretPlace; kvVersion: KvVersion }) {
  const { t } = useLingui()
  const cli = cliName(place)
  const api = apiName(place, kvVersion)
  return (
    <dl className={styles['names']}>
      <dt>{t`CLI`}</dt>
      <dd>
        <code>
          <ExactText text={cli} kind="path" />
        </code>
        <CopyButton label={t`Copy CLI path`} onCopy={() => copyText(cli)} />
      </dd>
      <dt>{t`API and policies`}</dt>
      <dd>
        <code>
          <ExactText text={api} kind="path" />
        </code>
        <CopyButton label={t`Copy API path`} onCopy={() => copyText(api)} />
      </dd>
    </dl>
  )
}
