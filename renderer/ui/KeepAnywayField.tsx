import { Trans } from '@lingui/react/macro'
import { TextField } from './TextField.tsx'

/** The name of a production server, typed by whoever lets a threshold of its keys rest on one computer. */
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
          Type <code>{name}</code> to keep them all the same
        </Trans>
      }
      value={value}
      onChange={onChange}
      mono
      autoFocus={autoFocus}
    />
  )
}
