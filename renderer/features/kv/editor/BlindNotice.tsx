/** Explains that the secret is changed without having been read, and what that means. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Banner } from '../../../ui/Banner.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'

/** `isPatch`: only some keys; the others stay. */
export function BlindNotice({ isPatch }: { isPatch: boolean }) {
  const { t } = useLingui()
  return isPatch ? (
    <Banner title={t`You are editing this secret without reading it.`}>
      <Trans>
        Only the keys that you enter change. Their current values aren't shown, and Strongroom doesn't check for a newer
        version.
      </Trans>
    </Banner>
  ) : (
    <Banner tone="warn" title={t`You are overwriting this secret without reading it.`}>
      <Trans>Saving replaces all current keys, including any that someone else has just saved.</Trans>
    </Banner>
  )
}

export function RemovedKeys({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useLingui()
  return <TextArea label={t`Keys to remove, one per line`} mono rows={3} value={value} onChange={onChange} />
}
