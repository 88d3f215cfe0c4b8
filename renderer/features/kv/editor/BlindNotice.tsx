/** Explains that the secret is changed without having been read, and what that means. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Banner } from '../../../ui/Banner.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'

/** `isPatch`: only some keys; the others stay. */
export function BlindNotice({ isPatch }: { isPatch: boolean }) {
  const { t } = useLingui()
  return isPatch ? (
    <Banner title={t`You change this secret without reading it.`}>
      <Trans>Only the keys you name here change. What they hold now is not shown, and no version is compared.</Trans>
    </Banner>
  ) : (
    <Banner tone="warn" title={t`You replace this secret without reading it.`}>
      <Trans>All that it holds now is replaced by what stands here, also what somebody has just saved.</Trans>
    </Banner>
  )
}

export function RemovedKeys({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useLingui()
  return <TextArea label={t`Remove these keys, one a line`} mono rows={3} value={value} onChange={onChange} />
}
