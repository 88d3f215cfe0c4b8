import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { formatDuration } from '../../../lib/format.ts'
import { TextField } from '../../../ui/TextField.tsx'
import { secondsOfTtl, ttlOfSeconds } from './ttl.ts'

export interface TtlFieldProps {
  readonly label: string
  readonly seconds: number
  readonly onChange: (seconds: number) => void
  /** The meaning of an empty field. */
  readonly whenNone: string
  readonly error?: ReactNode
}

/** A time to live, typed with its units and written out below. A text that is not a time keeps the last one. */
export function TtlField({ label, seconds, onChange, whenNone, error }: TtlFieldProps) {
  const { t, i18n } = useLingui()
  const [typed, setTyped] = useState(() => ttlOfSeconds(seconds))
  const read = secondsOfTtl(typed)
  // Set from outside: by discarding, or by another role.
  if (read !== null && read !== seconds) setTyped(ttlOfSeconds(seconds))
  return (
    <TextField
      label={label}
      mono
      placeholder="24h"
      value={typed}
      onChange={(text) => {
        setTyped(text)
        const next = secondsOfTtl(text)
        if (next !== null) onChange(next)
      }}
      onBlur={() => read !== null && setTyped(ttlOfSeconds(read))}
      description={seconds === 0 ? whenNone : formatDuration(seconds, i18n.locale)}
      error={read === null ? t`Enter a duration such as 24h, 1h30m, 30d or 3600.` : error}
    />
  )
}
