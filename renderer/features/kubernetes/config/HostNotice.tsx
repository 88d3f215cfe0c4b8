/** Problems and hints about the address of an API server, and the address that is meant. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../../../ui/Button.tsx'
import type { ApiAddressProblem, CheckedAddress } from './apiAddress.ts'
import styles from './HostNotice.module.css'

export function useHostWords(): Readonly<Record<ApiAddressProblem, string>> {
  const { t } = useLingui()
  return {
    'host-needed': t`Vault has to know where to ask.`,
    'host-illegal': t`This is not an address: it has the form https://HOST:PORT, without spaces, name or password.`,
    'host-placeholder': t`A part of this address was never filled in.`,
    'host-scheme': t`The address has to begin with https://.`,
    'host-port': t`The port is a number from 1 to 65535.`,
    'host-path': t`Vault adds the path of the API itself: give the address without it.`,
    'host-ipv6': t`An IPv6 address stands in brackets: https://[fd00::1]:6443.`,
    'host-vault': t`This is the address of this Vault. Give the one of the Kubernetes API server.`,
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
        <span
          className={styles['remark']}
        >{t`It has a path. That is right for a gateway alone, such as Rancher's.`}</span>
      )}
      {remark === 'plain' && (
        <span className={styles['remark']}>{t`Over http:// tokens are sent without encryption.`}</span>
      )}
    </div>
  )
}
