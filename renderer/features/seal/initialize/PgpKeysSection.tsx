import { Trans, useLingui } from '@lingui/react/macro'
import { ArrowUp, X } from 'lucide-react'
import { Banner } from '../../../ui/Banner.tsx'
import { Disclosure } from '../../../ui/Disclosure.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import cards from '../ceremony/shared/cards.module.css'
import styles from './PgpKeysSection.module.css'
import { PgpKeyInput } from './PgpKeyInput.tsx'
import { PgpKeyName } from './PgpKeyName.tsx'
import { movedUp, type PgpKeys, type pgpProblemOf } from './pgpKeys.ts'
import forms from '../shared/forms.module.css'

export interface PgpKeysSectionProps {
  readonly shares: number
  readonly keys: PgpKeys
  /** Gets a function of the current keys: reading a key takes a moment, in which others can change. */
  readonly onChange: (change: (keys: PgpKeys) => PgpKeys) => void
  readonly problem: ReturnType<typeof pgpProblemOf>
}

/**
 * A PGP key for each share and for the root token: then the unencrypted keys are never visible, not even on this
 * computer.
 */
export function PgpKeysSection({ shares, keys, onChange, problem }: PgpKeysSectionProps) {
  const { t } = useLingui()
  const given = keys.shares.length
  const next = given + 1
  return (
    <Disclosure title={t`Encrypt each share for its holder (PGP)`}>
      <div className={forms['form']}>
        <p className={forms['quiet']}>
          <Trans>
            The server encrypts share 1 with the first key, share 2 with the second, and so on. This computer never
            receives the unencrypted shares, so it can't unseal with them.
          </Trans>
        </p>
        {given > 0 && (
          <ol className={styles['keys']}>
            {keys.shares.map(({ facts }, index) => {
              const share = index + 1
              return (
                <li key={`${share} ${facts.fingerprint}`} className={styles['keyRow']}>
                  <span>
                    <Trans>Share {share}</Trans>
                  </span>
                  <PgpKeyName facts={facts} />
                  <span className={cards['ways']}>
                    <IconButton
                      label={t`Move key of share ${share} up`}
                      size="small"
                      isDisabled={index === 0}
                      onPress={() => onChange((now) => ({ ...now, shares: movedUp(now.shares, index) }))}
                    >
                      <ArrowUp size={16} />
                    </IconButton>
                    <IconButton
                      label={t`Remove key of share ${share}`}
                      size="small"
                      onPress={() => onChange((now) => ({ ...now, shares: now.shares.toSpliced(index, 1) }))}
                    >
                      <X size={16} />
                    </IconButton>
                  </span>
                </li>
              )
            })}
          </ol>
        )}
        {given < shares && (
          <PgpKeyInput
            key={next}
            label={t`Public key for share ${next}`}
            action={t`Use for share ${next}`}
            onKey={(key) => onChange((now) => ({ ...now, shares: [...now.shares, key] }))}
          />
        )}
        {problem !== null && (
          <Banner tone="warn" title={t`${given} of ${shares} keys added`}>
            {problem === 'too-few' ? (
              <Trans>Add a key for every share, or no keys.</Trans>
            ) : (
              <Trans>There are more keys than shares. Remove the extra keys.</Trans>
            )}
          </Banner>
        )}
        {keys.rootToken === null ? (
          <PgpKeyInput
            label={t`Public key for the root token (optional)`}
            action={t`Use for the root token`}
            onKey={(key) => onChange((now) => ({ ...now, rootToken: key }))}
          />
        ) : (
          <div className={styles['keyRow']}>
            <span>
              <Trans>Root token</Trans>
            </span>
            <PgpKeyName facts={keys.rootToken.facts} />
            <IconButton
              label={t`Remove key of the root token`}
              size="small"
              onPress={() => onChange((now) => ({ ...now, rootToken: null }))}
            >
              <X size={16} />
            </IconButton>
          </div>
        )}
      </div>
    </Disclosure>
  )
}
