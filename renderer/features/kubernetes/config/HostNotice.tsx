/** Problems and hints about the address of an API server, and the address that is meant. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../../../ui/Button.tsx'
import type { ApiAddressProblem, CheckedAddress } from './apiAddress.ts'
import styles from './HostNotice.module.css'

export function useHostWords(): Readonly<Record<ApiAddressProblem, string>> {
  const { t } = useLingui()
  return {
    'host-needed': t`Enter the API server's address.`,
    'host-illegal': t`This isn't an address. Use the form https://HOST:PORT, without spaces, user name or password.`,
    'host-placeholder': t`The address still contains a placeholder.`,
    'host-scheme': t`The address must start with https://.`,
    'host-port': t`The port must be a number from 1 to 65535.`,
    'host-path': t`Vault adds the API path. Enter the address without a path.`,
    'host-ipv6': t`Put an IPv6 address in brackets: https://[fd00::1]:6443.`,
    'host-vault': t`This is the address of this Vault. Enter the Kubernetes API server's address.`,
  }
}

export interface HostNoticeProps {
  readonly address: CheckedAddress
  /** Whether a save was tried, which shows the problem at the field. */
  readonly isTried: boolean
  readonly onFix: (host: string) => void
}

export function HostNotice({ address: { problem, fix, remark }, isTried, onFix }: HostNoticeProps) {
  const { t } = useLingui()
  const words = useHostWords()
  const isSaid = problem !== null && problem !== 'host-needed'
  if (!isSaid && remark === null) return null
  return (
    <div className={styles['notice']}>
      {isSaid && !isTried && <span className={styles['remark']}>{words[problem]}</span>}
      {fix !== null && (
        <Button size="small" onPress={() => onFix(fix)}>
          <Trans>Use {fix}</Trans>
        </Button>
      )}
      {remark === 'path' && (
        <span className={styles['remark']}>{t`The address has a path. Only gateways such as Rancher need one.`}</span>
      )}
      {remark === 'plain' && <span className={styles['remark']}>{t`With http://, tokens are sent unencrypted.`}</span>}
    </div>
  )
}
