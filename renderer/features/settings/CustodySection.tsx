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
        <Trans>Credential storage</Trans>
      </h2>
      <p>
        {custody.kind === 'keychain' ? (
          <Trans>
            Strongroom stores tokens and keys in sealed files on this computer when you ask it to. The key of these
            files is in the keychain.
          </Trans>
        ) : custody.kind === 'passphrase' ? (
          <Trans>
            Strongroom stores tokens and keys in sealed files when you ask it to. Your passphrase opens these files.
          </Trans>
        ) : (
          <Trans>
            This computer has no keychain. Tokens and keys stay in memory and are lost when Strongroom quits.
          </Trans>
        )}
      </p>
      {custody.reason !== undefined && <p className={sections['quiet']}>{custody.reason}</p>}
      {custody.putAside.length > 0 && (
        <Banner tone="warn" title={<Trans>Strongroom couldn't read some files and renamed them.</Trans>}>
          {custody.putAside.join(', ')}
        </Banner>
      )}
      <p>
        <Link href={routes.keychain()}>
          <Trans>Stored credentials</Trans>
        </Link>
      </p>
      {custody.kind === 'memory' && <NewPassphraseForm />}
      {custody.kind === 'passphrase' && <ChangePassphraseForm />}
    </section>
  )
}
