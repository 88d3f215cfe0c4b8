/** The names of all policies, with the known facts about each; any number of them. */
import { comparable } from '../../../lib/search.ts'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Ellipsis, FolderInput, FolderOutput, Lock, Plus, ScrollText } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { errorOf } from '../../../lib/call.ts'
import { formatAge } from '../../../lib/format.ts'
import { draftList } from '../../../lib/queries/app.ts'
import { policyNames } from '../../../lib/queries/policies.ts'
import { signedInIdentity } from '../../../lib/queries/session.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dot } from '../../../ui/Dot.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { SearchField } from '../../../ui/SearchField.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { useNow } from '../../../ui/useNow.ts'
import { useSettled } from '../../../ui/useSettled.ts'
import { VirtualList, type VirtualListHandle } from '../../../ui/VirtualList.tsx'
import styles from './PolicyList.module.css'
import type { PoliciesRoute } from '../route.ts'
import { nameProblem, newPolicyPlace, policyPlace, storedName } from '../editor/policyDraft.ts'
import { policyUsers } from '../queries.ts'
import { ExactText } from '../../../ui/ExactText.tsx'
import { visibleText } from '../../../lib/exactPieces.ts'

interface Entry {
  /** Null for a policy that is new and has no name on the server. */
  readonly name: string | null
  /** The name of a new one, as it was typed. */
  readonly typed?: string
  readonly key: string
  readonly href: string
  /** Null if not known. */
  readonly users: number | null
  readonly isMine: boolean
  readonly hasDraft: boolean
  /** When the draft of a policy without a name was last changed (ISO 8601). */
  readonly changedAt?: string
}

export function PolicyList({ profileId, place }: { profileId: string; place: PoliciesRoute }) {
  const { t } = useLingui()
  const go = useGo()
  const [search, setSearch] = useState('')
  const { settled, onKeyDownCapture } = useSettled(search)
  const names = useQuery(policyNames(profileId))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of the field and the list inside
    <section className={styles['side']} aria-label={t`List of policies`} onKeyDownCapture={onKeyDownCapture}>
      <div className={styles['head']}>
        <SearchField label={t`Search policies`} value={search} onChange={setSearch} />
        <IconButton label={t`New policy`} onPress={() => go(routes.newPolicy(profileId, crypto.randomUUID()))}>
          <Plus size={16} />
        </IconButton>
        <Menu
          label={t`More policy actions`}
          placement="bottom end"
          trigger={
            <IconButton label={t`More policy actions`}>
              <Ellipsis size={16} />
            </IconButton>
          }
          groups={[
            {
              items: [
                {
                  id: 'import',
                  label: t`Import files…`,
                  icon: <FolderInput size={14} />,
                  href: routes.importPolicies(profileId),
                },
                {
                  id: 'export',
                  label: t`Export all…`,
                  icon: <FolderOutput size={14} />,
                  href: routes.exportPolicies(profileId),
                },
              ],
            },
          ]}
        />
      </div>
      {names.isPending && <SkeletonRows rows={8} />}
      {names.isError && <NotListed profileId={profileId} problem={names.error} onRetry={() => void names.refetch()} />}
      {names.data !== undefined && (
        <Names profileId={profileId} names={names.data} search={settled} selected={placeKey(place)} />
      )}
    </section>
  )
}

function Names({
  profileId,
  names,
  search,
  selected,
}: {
  profileId: string
  names: readonly string[]
  search: string
  selected: string | null
}) {
  const { t, i18n } = useLingui()
  const go = useGo()
  const list = useRef<VirtualListHandle>(null)
  const entries = useEntries(profileId, names)
  const wanted = comparable(search.trim())
  const shown = useMemo(
    () => (wanted === '' ? entries : entries.filter((entry) => comparable(nameOf(entry)).includes(wanted))),
    [entries, wanted],
  )
  return (
    <>
      <output className={styles['count']}>
        {wanted === '' ? (
          <Plural value={names.length} one="# policy" other="# policies" />
        ) : (
          <Trans>
            {i18n.number(shown.length)} of {i18n.number(names.length)}
          </Trans>
        )}
      </output>
      <div className={styles['list']}>
        <VirtualList
          ref={list}
          label={t`Policies`}
          items={shown}
          getKey={keyOf}
          getText={nameOf}
          selectedKey={selected}
          renderItem={(entry) => <Row entry={entry} />}
          onOpen={({ href }) => go(href)}
          empty={<EmptyState title={t`No policies match “${search}”`} />}
        />
      </div>
    </>
  )
}

const keyOf = ({ key }: Entry): string => key
const nameOf = ({ name }: Entry): string => name ?? ''

const placeKey = ({ name, mode, draft }: PoliciesRoute): string | null => {
  if (mode === 'new' && draft !== undefined) return newPolicyPlace(draft)
  return name === undefined || mode !== undefined ? null : policyPlace(name.toLowerCase())
}

/** The person's own policies, their users, and unsaved drafts: each is shown as soon as it is known. */
function useEntries(profileId: string, names: readonly string[]): readonly Entry[] {
  const { data: users } = useQuery(policyUsers(profileId))
  const { data: identity } = useQuery(signedInIdentity(profileId))
  const { data: drafts } = useQuery(draftList)
  return useMemo(() => {
    const counts = new Map<string, number>()
    for (const { policies } of users?.users ?? []) {
      for (const policy of policies) counts.set(policy, (counts.get(policy) ?? 0) + 1)
    }
    const mine = new Set([...(identity?.policies ?? []), ...(identity?.identityPolicies ?? [])])
    const own = (drafts ?? []).filter((draft) => draft.profileId === profileId)
    const drafted = new Set(own.map((draft) => draft.place))
    const start = newPolicyPlace('')
    const ofNew = own.filter((draft) => draft.place.startsWith(start))
    // Two windows may edit one new policy; the newest draft comes first.
    const fresh = ofNew.filter(({ place }, index) => ofNew.findIndex((each) => each.place === place) === index)
    return [
      ...fresh.map(({ place, name, changedAt }) => ({
        name: null,
        typed: name,
        key: place,
        changedAt,
        href: routes.newPolicy(profileId, place.slice(start.length)),
        users: null,
        isMine: false,
        hasDraft: true,
      })),
      ...names.map((name) => ({
        name,
        key: policyPlace(name),
        href: routes.policy(profileId, name),
        users: users === undefined ? null : (counts.get(name) ?? 0),
        isMine: mine.has(name),
        hasDraft: drafted.has(policyPlace(name)),
      })),
    ]
  }, [names, users, identity, drafts, profileId])
}

function Row({ entry: { name, typed = '', users, isMine, hasDraft, changedAt } }: { entry: Entry }) {
  const { t, i18n } = useLingui()
  const now = useNow(changedAt !== undefined)
  return (
    <span className={styles['row']} title={name === null ? undefined : visibleText(name)}>
      {name === 'root' ? <Lock size={14} aria-hidden="true" /> : <ScrollText size={14} aria-hidden="true" />}
      <span className={styles['name']} data-new={name === null || undefined}>
        {name === null ? typed === '' ? t`New policy` : t`New policy ${typed}` : <ExactText text={name} />}
      </span>
      {changedAt !== undefined && (
        <span className={styles['mark']}>{formatAge(new Date(changedAt), new Date(now), i18n.locale)}</span>
      )}
      {hasDraft && <Dot color="accent" label={t`unsaved changes`} />}
      {isMine && <span className={styles['mark']}>{t`yours`}</span>}
      {users !== null && users > 0 && (
        <span className={styles['mark']}>
          <Plural value={users} one="# user" other="# users" />
        </span>
      )}
    </span>
  )
}

/** The list may not be read: a policy whose name is known can be opened all the same. */
function NotListed({ profileId, problem, onRetry }: { profileId: string; problem: unknown; onRetry: () => void }) {
  const { t } = useLingui()
  const go = useGo()
  const [typed, setTyped] = useState('')
  const isDenied = errorOf(problem).code === 'permission-denied'
  const isReady = nameProblem(typed) === null
  return (
    <div className={styles['message']}>
      <Problem problem={problem} needs={{ capability: 'list', path: 'sys/policies/acl' }} onRetry={onRetry} />
      {isDenied && (
        <form
          className={styles['message']}
          onSubmit={(event) => {
            event.preventDefault()
            if (isReady) go(routes.policy(profileId, storedName(typed)))
          }}
        >
          <TextField label={t`Policy name`} value={typed} onChange={setTyped} mono />
          <Button type="submit" disabledReason={isReady ? undefined : t`Type a name first`}>
            {t`Open`}
          </Button>
        </form>
      )}
    </div>
  )
}
