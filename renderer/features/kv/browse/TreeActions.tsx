/** Actions on a row of the tree: by the right mouse button, the menu key, F2 and Delete. */
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Copy, FilePlus, FolderOpen, Pencil, ScrollText, Star, Trash2, X } from 'lucide-react'
import { type ReactNode, useCallback, useState } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { mountList } from '../../../lib/queries/mounts.ts'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { ContextMenu } from '../../../ui/ContextMenu.tsx'
import type { MenuGroup } from '../../../ui/Menu.tsx'
import { showToast } from '../../../ui/toasts.ts'
import { copyText } from '../shared/clipboard.ts'
import { isCubbyhole, kvVersionOf } from '../shared/cubbyhole.ts'
import { apiName, cliName, type KvVersion, type SecretPlace } from '../shared/names.ts'
import { useSecretRights } from '../shared/rights.ts'
import { CopySecretDialog } from './CopySecretDialog.tsx'
import { DeleteSecret } from './DeleteSecret.tsx'
import { isFolderPath } from './tree.ts'
import { useFavorite } from './useFavorite.ts'

interface Pointed {
  readonly place: SecretPlace
  readonly position: { readonly x: number; readonly y: number }
}

export interface TreeActions {
  readonly onContextMenu: (place: SecretPlace, position: Pointed['position']) => void
  /** Returns whether the key was one of these. */
  readonly onKey: (key: string, place: SecretPlace) => boolean
  /** The menu and the dialogs, when they are open. */
  readonly layer: ReactNode
}

/** `here`: the place that is open next to the tree. */
export function useTreeActions(profileId: string, here: SecretPlace): TreeActions {
  const { t } = useLingui()
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const [copied, setCopied] = useState<SecretPlace | null>(null)
  const [deleted, setDeleted] = useState<SecretPlace | null>(null)
  const { data: known } = useQuery(mountList(profileId))

  const onContextMenu = useCallback<TreeActions['onContextMenu']>(
    (place, position) => setPointed({ place, position }),
    [],
  )
  const onKey: TreeActions['onKey'] = (key, place) => {
    if (key !== 'F2' && key !== 'Delete') return false
    if (!isFolderPath(place.path)) (key === 'F2' ? setCopied : setDeleted)(place)
    else if (key === 'F2') showToast({ title: t`You can't rename a folder here. Copy its secrets one by one.` })
    else showToast({ title: t`You can't delete a folder here. It disappears with its last secret.` })
    return true
  }

  const layer = (
    <>
      {pointed !== null && (
        <Actions
          profileId={profileId}
          pointed={pointed}
          kvVersion={kvVersionOf(known?.mounts, pointed.place.mount)}
          onCopySecret={setCopied}
          onDeleteSecret={setDeleted}
          onClose={() => setPointed(null)}
        />
      )}
      {copied !== null && (
        <CopySecretDialog
          profileId={profileId}
          place={copied}
          kvVersion={kvVersionOf(known?.mounts, copied.mount)}
          onClose={() => setCopied(null)}
        />
      )}
      {deleted !== null && (
        <DeleteSecret
          profileId={profileId}
          place={deleted}
          kvVersion={kvVersionOf(known?.mounts, deleted.mount)}
          isOpen={deleted.mount === here.mount && deleted.path === here.path}
          onClose={() => setDeleted(null)}
        />
      )}
    </>
  )
  return { onContextMenu, onKey, layer }
}

function Actions({
  profileId,
  pointed: { place, position },
  kvVersion,
  onCopySecret,
  onDeleteSecret,
  onClose,
}: {
  profileId: string
  pointed: Pointed
  kvVersion: KvVersion
  onCopySecret: (place: SecretPlace) => void
  onDeleteSecret: (place: SecretPlace) => void
  onClose: () => void
}) {
  const { t } = useLingui()
  const go = useGo()
  const { data: kept } = useQuery(keptPlaces(profileId))
  const setFavorite = useFavorite(profileId)
  const isFolder = isFolderPath(place.path)
  const isIn = (places: readonly SecretPlace[] | undefined) =>
    places?.some(({ mount, path }) => mount === place.mount && path === place.path) ?? false
  const isFavorite = isIn(kept?.favorites)
  const isKept = isIn(kept?.recent) || isIn(kept?.typed)
  const { mount, path } = place
  // No other token can get access, and the cubbyhole is deleted with the token.
  const isOwn = isCubbyhole(mount)
  const rights = useSecretRights(profileId, place, kvVersion)
  const noDelete = rights.reason('deleteLatest')

  const groups: MenuGroup[] = [
    {
      items: [
        {
          id: 'open',
          label: t`Open`,
          icon: <FolderOpen size={14} />,
          onAction: () => go(routes.kv(profileId, place)),
        },
        ...(isFolder
          ? [
              {
                id: 'new',
                label: t`New secret here`,
                icon: <FilePlus size={14} />,
                onAction: () => go(routes.kv(profileId, { mount, path, mode: 'new' })),
              },
            ]
          : [
              {
                id: 'edit',
                label: t`Edit`,
                icon: <Pencil size={14} />,
                onAction: () => go(routes.kv(profileId, { mount, path, mode: 'edit' })),
              },
              {
                id: 'copy',
                label: t`Copy to a new name…`,
                icon: <Copy size={14} />,
                shortcut: 'F2',
                onAction: () => onCopySecret(place),
              },
            ]),
      ],
    },
    {
      items: [
        {
          id: 'cli',
          label: t`Copy CLI path`,
          icon: <Copy size={14} />,
          onAction: () => void copyText(cliName(place)),
        },
        {
          id: 'api',
          label: t`Copy API path`,
          icon: <Copy size={14} />,
          onAction: () => void copyText(apiName(place, kvVersion)),
        },
        ...(isOwn
          ? []
          : [
              {
                id: 'grant',
                label: t`Grant access…`,
                icon: <ScrollText size={14} />,
                onAction: () => go(routes.grant(profileId, place)),
              },
            ]),
      ],
    },
    {
      items: [
        ...(isOwn
          ? []
          : [
              {
                id: 'favorite',
                label: isFavorite ? t`Remove from favorites` : t`Add to favorites`,
                icon: <Star size={14} />,
                onAction: () => setFavorite(place, !isFavorite),
              },
            ]),
        ...(isKept
          ? [
              {
                id: 'forget',
                label: t`Remove from recents`,
                icon: <X size={14} />,
                onAction: () => void bridge.places.forget({ profileId, place: { mount, path } }),
              },
            ]
          : []),
      ],
    },
    ...(isFolder
      ? []
      : [
          {
            items: [
              {
                id: 'delete',
                label: t`Delete…`,
                icon: <Trash2 size={14} />,
                shortcut: 'Delete',
                isDanger: true,
                onAction: () => onDeleteSecret(place),
                ...(noDelete !== undefined && { isDisabled: true, description: noDelete }),
              },
            ],
          },
        ]),
  ]
  return (
    <ContextMenu
      label={t`Actions for ${cliName(place)}`}
      groups={groups.filter(({ items }) => items.length > 0)}
      position={position}
      onClose={onClose}
    />
  )
}
