import { Trans } from '@lingui/react/macro'
import { TextField } from '../ui/TextField.tsx'

/** The name of a production server, typed as a confirmation that one computer may store the threshold of its key shares. */
export function KeepAnywayField({
  name,
  value,
  onChange,
  autoFocus = false,
}: {
  name: string
  value: string
  onChange: (typed: string) => void
  autoFocus?: boolean
}) {
  return (
    <TextField
      label={
        <Trans>
          Type <code>{name}</code> to store them anyway
        </Trans>
      }
      value={value}
      onChange={onChange}
      mono
      autoFocus={autoFocus}
    />
  )
}
