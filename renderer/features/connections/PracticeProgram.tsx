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
          The practice Vault uses <code>{program.path}</code>.
        </Trans>
      </p>
    )
  }
  if (program.how === 'build') {
    return (
      <p className={quietText['quiet']}>
        <Trans>
          Strongroom first builds the program with Go from the published source. This takes a few minutes, only once.
        </Trans>
      </p>
    )
  }
  return (
    <Banner tone="warn" title={<Trans>There is no Vault or OpenBao program on this computer.</Trans>}>
      <p>
        <Trans>To provide a program, do one of the following:</Trans>
      </p>
      <ul className={styles['ways']}>
        <li>
          <Trans>
            Set <code>STRONGROOM_VAULT_BIN</code> to the full path of a vault or bao program.
          </Trans>
        </li>
        <li>
          <Trans>
            Install HashiCorp Vault so that <code>vault</code> is in the PATH.
          </Trans>
        </li>
        <li>
          <Trans>
            Install OpenBao so that <code>bao</code> is in the PATH.
          </Trans>
        </li>
        <li>
          <Trans>Install Go. Strongroom then builds Vault once, which takes a few minutes.</Trans>
        </li>
      </ul>
      <Disclosure title={<Trans>Error details</Trans>}>{program.message}</Disclosure>
    </Banner>
  )
}
