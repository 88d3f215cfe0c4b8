import { useLingui } from '@lingui/react/macro'
import type { IgnoredVariable } from '../../../electron/contract/connections.ts'

/** Returns why a variable of the environment was not used, as a sentence without its name. */
export function useIgnoredMessages(): Readonly<Record<IgnoredVariable['why'], string>> {
  const { t } = useLingui()
  return {
    'not-an-address': t`It is not an http or https address.`,
    'broken-scheme': t`A colon or slash is missing behind http or https.`,
    socket: t`Unix sockets are not supported.`,
    'not-a-namespace': t`It is not a namespace.`,
    'no-file': t`There is no such file, or it cannot be read.`,
    'no-certificate': t`It has no PEM certificate.`,
    'too-long': t`It is too long.`,
    secret: t`It has a key or a password. Enter it yourself.`,
  }
}
