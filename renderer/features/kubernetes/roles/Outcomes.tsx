import { useLingui } from '@lingui/react/macro'
import type { RoleOutcome } from '../../../../electron/contract/kubernetes.ts'
import { wordsFor } from '../../../lib/errors.ts'
import { Banner } from '../../../ui/Banner.tsx'
import changes from './shared/changes.module.css'

/** The roles of many that failed, each with its reason. Renders nothing if all succeeded. */
export function Outcomes({ outcomes }: { outcomes: readonly RoleOutcome[] }) {
  const { t, i18n } = useLingui()
  const failed = outcomes.filter(({ error }) => error !== null)
  if (failed.length === 0) return null
  return (
    <Banner tone="warn" title={t`These roles failed; the others are done.`}>
      <ul className={changes['changes']}>
        {failed.slice(0, 20).map(({ name, error }) => (
          <li key={name}>
            <code>{name}</code>: {error === null ? '' : (error.vaultErrors?.join(' ') ?? i18n._(wordsFor(error).title))}
          </li>
        ))}
      </ul>
    </Banner>
  )
}
