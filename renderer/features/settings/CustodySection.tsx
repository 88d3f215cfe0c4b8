import { Trans } from '@lingui/react/macro'
import type { CustodyState } from '../../../electron/contract/app.ts'
import { routes } from '../../lib/routes.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Link } from '../../ui/Link.tsx'
import { ChangePassphraseForm, NewPassphraseForm } from './PassphraseForms.tsx'
import sections from './shared/sections.module.css'

/** Where tokens and keys are stored on this computer, and the passphrase file for a computer without a keychain. */
export function CustodySection({ custody }: { custody: CustodyState }) {
  return (
    <section className={sections['section']} aria-labelledby="settings-custody">
      <h2 id="settings-custody" className={sections['heading']}>
        <Trans>Where secrets rest</Trans>
      </h2>
      <p>
        {custody.kind === 'keychain' ? (
          <Trans>
            Tokens and keys that you ask to keep are in sealed files on this computer. Their key is in its keychain.
          </Trans>
        ) : custody.kind === 'passphrase' ? (
          <Trans>Tokens and keys that you ask to keep are in sealed files that your passphrase opens.</Trans>
        ) : (
          <Trans>
            This computer has no keychain. Tokens and keys stay in memory and are gone when Strongroom ends.
          </Trans>
        )}
      </p>
      {custody.reason !== undefined && <p className={sections['quiet']}>{custody.reason}</p>}
      {custody.putAside.length > 0 && (
        <Banner tone="warn" title={<Trans>Some files could not be read and were put aside.</Trans>}>
          {custody.putAside.join(', ')}
        </Banner>
      )}
      <p>
        <Link href={routes.keychain()}>
          <Trans>What this computer keeps</Trans>
        </Link>
      </p>
      {custody.kind === 'memory' && <NewPassphraseForm />}
      {custody.kind === 'passphrase' && <ChangePassphraseForm />}
    </section>
  )
}
