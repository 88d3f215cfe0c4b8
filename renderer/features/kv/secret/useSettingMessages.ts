/** Messages for the settings of a secret's versions. */
import { useLingui } from '@lingui/react/macro'
import type { SecretMetadata } from '../../../../electron/contract/kvHistory.ts'
import { formatDuration } from '../../../lib/format.ts'

export interface SettingMessages {
  /** The effective value. */
  readonly value: string
  /** The origin of the value, and the secret's own setting if it differs. */
  readonly why: string
}

/** The settings as text: the effective value, and its origin. */
export function useSettingMessages(
  metadata: Pick<SecretMetadata, 'maxVersions' | 'deleteVersionAfter' | 'casRequired'>,
): Readonly<Record<'maxVersions' | 'deleteVersionAfter' | 'casRequired', SettingMessages>> {
  const { t, i18n } = useLingui()
  const from = { secret: t`set here`, engine: t`set by the engine`, default: t`default`, unknown: '' }
  const { maxVersions, deleteVersionAfter, casRequired } = metadata
  const life = (seconds: number) => (seconds === 0 ? t`never` : formatDuration(seconds, i18n.locale))
  const unknown = t`unknown: you need permission to read the engine's settings`
  const cas = (isRequired: boolean) => (isRequired ? t`required` : t`not required`)
  return {
    maxVersions: {
      value: maxVersions.effective === undefined ? '?' : i18n.number(maxVersions.effective),
      why:
        maxVersions.effective === undefined
          ? unknown
          : maxVersions.from === 'engine' && maxVersions.own > 0
            ? t`set by the engine; set here: ${maxVersions.own}. The larger applies`
            : from[maxVersions.from],
    },
    deleteVersionAfter: {
      value: deleteVersionAfter.effective === undefined ? '?' : life(deleteVersionAfter.effective),
      why:
        deleteVersionAfter.effective === undefined
          ? unknown
          : deleteVersionAfter.from === 'engine' && deleteVersionAfter.own > 0
            ? t`set by the engine; set here: ${life(deleteVersionAfter.own)}`
            : from[deleteVersionAfter.from],
    },
    casRequired: {
      value: casRequired.effective === undefined ? '?' : cas(casRequired.effective),
      why: casRequired.effective === undefined ? unknown : from[casRequired.from],
    },
  }
}
