import { Trans } from '@lingui/react/macro'
import { FormWide } from '../../ui/FormLayout.tsx'
import styles from './KeptFields.module.css'

/** Names the fields that a newer server has: a form never sends back less than it received. */
export function KeptFields({ fields }: { fields: readonly { readonly name: string }[] }) {
  if (fields.length === 0) return null
  return (
    <FormWide>
      <p className={styles['note']}>
        <Trans>
          Fields that this version of Strongroom doesn't know stay unchanged:{' '}
          <code>{fields.map(({ name }) => name).join(', ')}</code>
        </Trans>
      </p>
    </FormWide>
  )
}
