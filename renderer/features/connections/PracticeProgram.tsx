import { Trans } from '@lingui/react/macro'
import type { PracticeState } from '../../../electron/contract/practice.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import styles from './PracticeProgram.module.css'
import quietText from './shared/quietText.module.css'

/** The source of the practice server's program, or the ways to get one. */
export function PracticeProgram({ program }: { program: PracticeState['program'] }) {
  if (program.how === 'found') {
    return (
      <p className={quietText['quiet']}>
        <Trans>
          Its program is <code>{program.path}</code>.
        </Trans>
      </p>
    )
  }
  if (program.how === 'build') {
    return (
      <p className={quietText['quiet']}>
        <Trans>Its program is built first, by Go, from the published source. That takes some minutes, once.</Trans>
      </p>
    )
  }
  return (
    <Banner tone="warn" title={<Trans>There is no Vault or OpenBao program on this computer.</Trans>}>
      <p>
        <Trans>Any one of these helps:</Trans>
      </p>
      <ul className={styles['ways']}>
        <li>
          <Trans>
            set <code>STRONGROOM_VAULT_BIN</code> to the full path of a vault or bao program
          </Trans>
        </li>
        <li>
          <Trans>
            install HashiCorp Vault, so that <code>vault</code> is on the PATH
          </Trans>
        </li>
        <li>
          <Trans>
            install OpenBao, so that <code>bao</code> is on the PATH
          </Trans>
        </li>
        <li>
          <Trans>install Go, and Strongroom builds Vault itself once, in some minutes</Trans>
        </li>
      </ul>
      <Disclosure title={<Trans>Error details</Trans>}>{program.message}</Disclosure>
    </Banner>
  )
}
