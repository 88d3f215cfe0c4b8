import { useLingui } from '@lingui/react/macro'
import { Clock } from 'lucide-react'
import type { Identity } from '../../../electron/contract/session.ts'
import { formatClock } from '../../lib/format.ts'
import { useNow } from '../../ui/useNow.ts'
import styles from './TimeLeft.module.css'
import { secondsLeft, warnFrom } from './ending.ts'

/** The token's time to live, counting down each second; `∞` if it does not end. Props: `identity`. */
export function TimeLeft({ identity }: { identity: Identity }) {
  const { t } = useLingui()
  const now = useNow(identity.expiresAt !== null)
  const left = secondsLeft(identity, now)
  const near = warnFrom(identity)
  const isNear = near !== null && now >= near
  return (
    <span className={styles['timeLeft']} data-near={isNear || undefined}>
      <Clock size={14} aria-hidden="true" />
      {left === null ? <span title={t`This token doesn't expire`}>∞</span> : formatClock(left)}
    </span>
  )
}
