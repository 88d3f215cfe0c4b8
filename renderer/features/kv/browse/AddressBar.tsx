/**
 * The address field: shows where the person is and opens any place: names of the CLI and the API, URLs, commands, with
 * completion.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Clock, Database, FileKey, Folder, Keyboard, Server, Star } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { connectionList } from '../../../lib/queries/connections.ts'
import { mountList } from '../../../lib/queries/mounts.ts'
import { keptPlaces } from '../../../lib/queries/places.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { isShortcut } from '../../../lib/shortcuts.ts'
import { SuggestField, type SuggestionGroup } from '../../../ui/SuggestField.tsx'
import { type Candidate, type KnownMount, readAddress } from './address.ts'
import { openableMounts } from '../shared/cubbyhole.ts'
import { findPlace, type Found } from './findPlace.ts'
import { cliName, type SecretPlace } from '../shared/names.ts'
import { folderNames } from '../queries.ts'
import { completedFolder, type KnownNames, type Offer, offersFor } from './resolveAddress.ts'

const marks = {
  favorite: <Star size={14} />,
  recent: <Clock size={14} />,
  typed: <Keyboard size={14} />,
  mount: <Database size={14} />,
  folder: <Folder size={14} />,
  secret: <FileKey size={14} />,
}
const nothing: readonly never[] = []

type Choice = Extract<Found, { kind: 'choose' | 'elsewhere' }>

export function AddressBar({ profileId, place }: { profileId: string; place: SecretPlace }) {
  const { t } = useLingui()
  const go = useGo()
  const client = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const [choice, setChoice] = useState<Choice | null>(null)
  const [isRefused, setRefused] = useState(false)
  const { data: known } = useQuery(mountList(profileId))
  const { data: profiles } = useQuery(connectionList)
  const mounts = useKvMounts(known?.mounts)
  const text = typed ?? ''
  const read = useMemo(() => readAddress(text, mounts, place), [text, mounts, place])
  const offers = useOffers(profileId, text, read.candidates, mounts)
  useShortcut(field)

  const reset = () => {
    setTyped(null)
    setChoice(null)
    setRefused(false)
  }
  const goTo = (to: SecretPlace, version?: number, connection = profileId) => {
    reset()
    field.current?.blur()
    go(routes.kv(connection, { ...to, ...(version !== undefined && { version }) }))
  }

  async function submit(wanted: string, chosenId: string | null): Promise<void> {
    const chosen = choices(choice, offers).find(({ id }) => id === chosenId)
    if (chosen !== undefined) return goTo(chosen.place, chosen.version, chosen.profileId ?? profileId)
    if (wanted.trim() === '' || (typed === null && choice === null)) return goTo(place)
    const found = await findPlace({
      client,
      profile: profiles?.find(({ id }) => id === profileId),
      profiles: profiles ?? [],
      text: wanted,
      here: place,
      profileId,
    })
    setRefused(found.kind === 'nowhere')
    if (found.kind === 'go') goTo(found.to.place, found.to.version)
    else if (found.kind !== 'nowhere') setChoice(found)
  }

  const detail = (candidate: Candidate): string =>
    candidate.reading === 'api'
      ? t`API path`
      : candidate.reading === 'below'
        ? t`below ${candidate.place.mount}`
        : t`as entered`
  const groups: readonly SuggestionGroup[] =
    choice === null
      ? [
          {
            id: 'offers',
            suggestions: offers.map((offer) => ({
              id: idOf(offer.place),
              text: cliName(offer.place),
              icon: marks[offer.kind],
            })),
          },
        ]
      : [
          {
            id: 'choices',
            suggestions: choices(choice, offers).map((each) => ({
              id: each.id,
              text: cliName(each.place),
              icon: each.profileId === undefined ? marks[kindOf(each.place)] : <Server size={14} />,
              hint: each.connectionName ?? (each.candidate === undefined ? t`on this server` : detail(each.candidate)),
            })),
          },
        ]

  return (
    <SuggestField
      ref={field}
      label={t`Go to path`}
      value={typed ?? cliName(place)}
      onChange={(next) => {
        setTyped(next)
        setChoice(null)
        setRefused(false)
      }}
      groups={groups}
      question={choice === null ? undefined : <Question choice={choice} />}
      error={
        isRefused && (
          <Trans>This isn't a valid path. Names can't be . or .., and slashes can't follow each other.</Trans>
        )
      }
      onSubmit={(wanted, chosen) => void submit(wanted, chosen?.id ?? null)}
      onLeave={reset}
      shortcut="Mod+P"
    />
  )
}

function Question({ choice }: { choice: Choice }) {
  if (choice.kind === 'choose') return <Trans>This matches more than one place. Choose one.</Trans>
  const { host } = choice
  return <Trans>This address belongs to another server or namespace: {host}. Choose where to go.</Trans>
}

interface Chosen {
  readonly id: string
  readonly place: SecretPlace
  readonly version?: number | undefined
  readonly candidate?: Candidate
  /** If it is not this connection. */
  readonly profileId?: string
  readonly connectionName?: string
}

/** The places that the suggestions open, by their ids. */
function choices(choice: Choice | null, offers: readonly Offer[]): readonly Chosen[] {
  if (choice === null) return offers.map(({ place }) => ({ id: idOf(place), place }))
  const here = choice.among.map((candidate) => ({
    id: idOf(candidate.place),
    place: candidate.place,
    version: candidate.version,
    ...(choice.kind === 'choose' && { candidate }),
  }))
  if (choice.kind === 'choose') return here
  const there = choice.connections.flatMap(({ id, name }) =>
    choice.among.map(({ place, version }) => ({
      id: `${id} ${idOf(place)}`,
      place,
      version,
      profileId: id,
      connectionName: name,
    })),
  )
  return [...there, ...here]
}

const idOf = ({ mount, path }: SecretPlace) => `${mount}\n${path}`
const kindOf = ({ path }: SecretPlace) => (path === '' ? 'mount' : path.endsWith('/') ? 'folder' : 'secret')

function useKvMounts(mounts: readonly (KnownMount & { readonly type: string })[] | undefined): readonly KnownMount[] {
  return useMemo(() => openableMounts(mounts ?? []), [mounts])
}

/** Places that fit the text: one list per folder is requested, and none per key stroke. */
function useOffers(
  profileId: string,
  text: string,
  candidates: readonly Candidate[],
  mounts: readonly KnownMount[],
): readonly Offer[] {
  const client = useQueryClient()
  const { data: kept } = useQuery(keptPlaces(profileId))
  const [first] = candidates
  const folder = first === undefined ? null : completedFolder(first).folder
  const isWanted = text !== '' && folder !== null && mounts.some(({ path }) => path === folder.mount)
  const { data: names } = useQuery({
    ...folderNames(profileId, folder?.mount ?? '', folder?.path ?? ''),
    enabled: isWanted,
    staleTime: 60_000,
    retryOnMount: false,
  })
  return useMemo(() => {
    const namesIn: KnownNames = ({ mount, path }) =>
      client.getQueryData(folderNames(profileId, mount, path).queryKey) ??
      (folder !== null && mount === folder.mount && path === folder.path ? names : undefined)
    return offersFor(text, candidates, {
      mounts: mounts.map(({ path }) => path),
      favorites: kept?.favorites ?? nothing,
      recent: kept?.recent ?? nothing,
      typed: kept?.typed ?? nothing,
      namesIn,
    })
    // oxlint-disable-next-line react/exhaustive-deps -- `names` represents its folder
  }, [client, profileId, text, candidates, mounts, kept, names])
}

/** `Mod+P` moves the focus here. */
function useShortcut(field: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isShortcut(event, { key: 'p', mod: true })) return
      event.preventDefault()
      field.current?.focus()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [field])
}
