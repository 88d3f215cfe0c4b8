/** Asks before a `strongroom://` link opens anything: what it names, and at which server. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { Profile } from '../../electron/contract/connections.ts'
import type { Link } from '../../electron/contract/link.ts'
import { asciiAddress, looksDifferent } from '../../electron/contract/plainAddress.ts'
import { routes, useGo } from '../lib/routes.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { KeyValue, type KeyValueItem } from '../ui/KeyValue.tsx'
import { Select } from '../ui/Select.tsx'

export interface LinkDialogProps {
  readonly link: Link
  readonly profiles: readonly Profile[]
  readonly onClose: () => void
}

export function LinkDialog({ link, profiles, onClose }: LinkDialogProps) {
  const { t } = useLingui()
  const go = useGo()
  const meant = profiles.filter((profile) => isMeant(link, profile))
  const [chosen, setChosen] = useState(meant[0]?.id)
  const profile = meant.find(({ id }) => id === chosen) ?? meant[0]
  const isAddress = link.at.includes('://')

  const open = () => {
    onClose()
    if (profile !== undefined) go(hrefOf(link, profile.id))
    else if (isAddress) go(routes.newConnection(link.at, { isTested: false }))
  }
  const placeFacts = usePlaceFacts()
  const address = profile?.address ?? link.at
  const facts = [
    { key: 'server', name: t`Server`, value: <bdi>{asciiAddress(address)}</bdi>, mono: true },
    ...(looksDifferent(address)
      ? [{ key: 'written', name: t`Address in the link`, value: <bdi>{address}</bdi>, mono: true }]
      : []),
    ...(link.namespace === undefined || link.namespace === ''
      ? []
      : [{ key: 'namespace', name: t`Namespace`, value: <bdi>{link.namespace}</bdi>, mono: true }]),
    ...placeFacts(link),
  ]
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      role="alertdialog"
      size="small"
      title={profile === undefined ? t`The link opens a server that isn't in your list` : t`Open this link?`}
      footer={
        <>
          <Button autoFocus onPress={onClose}>
            {t`Cancel`}
          </Button>
          {profile !== undefined && (
            <Button variant="primary" onPress={open}>
              {t`Open in ${profile.name}`}
            </Button>
          )}
          {profile === undefined && isAddress && (
            <Button variant="primary" onPress={open}>
              {t`Add connection…`}
            </Button>
          )}
        </>
      }
    >
      <p>
        {profile !== undefined ? (
          <Trans>Another program or a web page opened this link. Strongroom has not opened or sent anything yet.</Trans>
        ) : isAddress ? (
          <Trans>
            Another program or a web page opened this link. Add the server only if you know it, because you will enter
            your credentials there.
          </Trans>
        ) : (
          <Trans>Another program or a web page opened this link, but the connection isn't on this computer.</Trans>
        )}
      </p>
      {meant.length > 1 && (
        <Select
          label={t`Connection`}
          value={profile?.id ?? ''}
          onChange={setChosen}
          options={meant.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      <KeyValue items={facts} />
    </Dialog>
  )
}

function usePlaceFacts(): (link: Link) => readonly KeyValueItem[] {
  const { t } = useLingui()
  const name = t`Place`
  return (link) => {
    if (link.place === 'seal') return [{ key: 'place', name, value: t`Seal and unseal` }]
    if (link.place === 'server') return [{ key: 'place', name, value: t`First page of the connection` }]
    const { mount, path = '', version } = link
    return [
      { key: 'place', name, value: <bdi>{`${mount}${path}`}</bdi>, mono: true },
      ...(version === undefined ? [] : [{ key: 'version', name: t`Version`, value: version }]),
    ]
  }
}

/** Whether the link means this connection: by its id, or by its address and, if the link names one, its namespace. */
function isMeant(link: Link, profile: Profile): boolean {
  if (link.namespace !== undefined && link.namespace !== profile.namespace) return false
  return link.at === profile.id || sameAddress(link.at, profile.address)
}

function sameAddress(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return false
  const [one, other] = [new URL(a), new URL(b)]
  return one.origin === other.origin && one.pathname.replace(/\/+$/, '') === other.pathname.replace(/\/+$/, '')
}

function hrefOf(link: Link, profileId: string): string {
  if (link.place === 'seal') return routes.seal(profileId)
  if (link.place === 'server') return routes.server(profileId)
  const { mount, path = '', version } = link
  return routes.kv(profileId, { mount, path, ...(version !== undefined && { version }) })
}
