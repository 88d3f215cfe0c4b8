import { useLingui } from '@lingui/react/macro'
import type { IgnoredVariable } from '../../../electron/contract/connections.ts'

/** Returns why a variable of the environment was not used, as a sentence without its name. */
export function useIgnoredMessages(): Readonly<Record<IgnoredVariable['why'], string>> {
  const { t } = useLingui()
  return {
    'not-an-address': t`The value isn't an http or https address.`,
    'broken-scheme': t`A colon or a slash is missing after http or https.`,
    socket: t`Unix sockets are not supported.`,
    'not-a-namespace': t`The value isn't a namespace.`,
    'no-file': t`The file doesn't exist or can't be read.`,
    'no-certificate': t`The file contains no PEM certificate.`,
    'too-long': t`The value is too long.`,
    secret: t`The variable contains a key or a password. Enter it manually.`,
  }
}
