import { Trans, useLingui } from '@lingui/react/macro'
import { Banner } from '../ui/Banner.tsx'
import { Button } from '../ui/Button.tsx'

/** Shown in place of an error that ended with the state of its server. */
export function Recovered({ onRetry }: { onRetry?: (() => void) | undefined }) {
  const { t } = useLingui()
  return (
    <Banner
      tone="info"
      title={<Trans>The server is available again.</Trans>}
      {...(onRetry !== undefined && { action: <Button onPress={onRetry}>{t`Retry`}</Button> })}
    >
      <Trans>Retry your last action.</Trans>
    </Banner>
  )
}
