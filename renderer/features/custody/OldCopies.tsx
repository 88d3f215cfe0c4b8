import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { OldCopy } from '../../../electron/contract/custody.ts'
import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'
import { appState } from '../../lib/queries/app.ts'
import { connectionList } from '../../lib/queries/connections.ts'
import { routes } from '../../lib/routes.ts'
import { useAct } from '../../lib/useAct.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallProblem } from '../../components/CallProblem.tsx'
import { Link } from '../../ui/Link.tsx'

/** Warns that sealed files were replaced by older copies, names them, and lets the person accept them. */
export function OldCopies() {
  const { t } = useLingui()
  const { data: app } = useQuery(appState)
  const { data: profiles } = useQuery(connectionList)
  const accept = useAct(() => valueOf(bridge.custody.acceptOldCopies({})))
  const copies = app?.custody.oldCopies ?? []
  if (copies.length === 0) return null
  const wordsOf = ({ what, profileId }: OldCopy): string => {
    const name = profiles?.find(({ id }) => id === profileId)?.name ?? t`a removed connection`
    if (what === 'credentials') return t`Tokens, keys and key shares of ${name}`
    if (what === 'ceremony') return t`A finished key ceremony of ${name}`
    if (what === 'rules') return t`Share policy and nodes of ${name}`
    return t`The list of file versions. Any stored credential may be an older copy.`
  }
  return (
    <Banner
      tone="warn"
      title={t`Stored credentials were replaced by an older copy`}
      action={
        <Button size="small" isPending={accept.isPending} onPress={() => void accept.start()}>
          <Trans>Accept older copies</Trans>
        </Button>
      }
    >
      <ul>
        {copies.map((copy) => (
          <li key={`${copy.what} ${copy.profileId}`}>{wordsOf(copy)}</li>
        ))}
      </ul>
      <p>
        <Trans>
          A restored backup or another program put these files back. Tokens, key shares and nodes that you removed can
          be stored here again. Remove the ones that should not be stored, then accept the files. If you did not restore
          a backup, revoke the tokens too.
        </Trans>
      </p>
      {accept.problem !== null && <CallProblem problem={accept.problem} />}
    </Banner>
  )
}

/** The same in one line, above every other page. */
export function OldCopiesNotice() {
  const { t } = useLingui()
  return (
    <Banner place="page" tone="warn" title={t`Stored credentials were replaced by an older copy.`}>
      <Link href={routes.keychain()}>
        <Trans>Review stored credentials</Trans>
      </Link>
    </Banner>
  )
}
