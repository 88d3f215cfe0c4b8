/** The names of the types of values. */
import { useLingui } from '@lingui/react/macro'
import type { FieldType } from '../../../../electron/contract/kv.ts'

export function useTypeNames(): Readonly<Record<FieldType, string>> {
  const { t } = useLingui()
  return {
    string: t`text`,
    number: t`number`,
    boolean: t`true or false`,
    null: t`null`,
    object: t`object`,
    list: t`list`,
  }
}
