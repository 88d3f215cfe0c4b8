/**
 * From a secret or a folder to a policy that grants read, write or management access to it. Nothing is saved here: the
 * rules become a draft.
 */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { errorOf, valueOf } from '../../../lib/call.ts'
import { draftsAt, readDraft } from '../../../lib/drafts.ts'
import { newSession } from '../../../lib/draftSessions.ts'
import { type GrantLevel, grantRules, type Unwritable, unwritable } from '../../../../policy/grant.ts'
import { policyText } from '../../../../policy/writing.ts'
import { draftList } from '../../../lib/queries/app.ts'
import { policyNames, policyPlaces, storedPolicy } from '../../../lib/queries/policies.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { useAct } from '../../../lib/useAct.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CodeBlock } from '../../../ui/CodeBlock.tsx'
import { ComboBox } from '../../../ui/ComboBox.tsx'
import { Page } from '../../../ui/Page.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { RadioGroup } from '../../../ui/RadioGroup.tsx'
import { SkeletonRows } from '../../../ui/Skeleton.tsx'
import styles from './GrantPage.module.css'
import { contentOf, nameProblem, PolicyDraft, policyPlace, storedName } from '../editor/policyDraft.ts'
import { useSetting } from '../editor/useSetting.ts'
import { startPolicyWorker } from '../worker/client.ts'

export function GrantPage({ profileId, mount, path }: { profileId: string; mount: string; path: string }) {
  const { t } = useLingui()
  const places = useQuery(policyPlaces(profileId))
  const version = places.data?.mounts.find((each) => each.path === mount)?.version
  if (places.isPending) return <SkeletonRows rows={6} />
  const place = { mount, version: version ?? 2, path }
  return (
    <Page labelledBy="grant-title" scrolls isRoomy width="720px">
      <h2 id="grant-title" className={styles['title']}>
        {path === '' || path.endsWith('/') ? t`Grant access to the folder` : t`Grant access to the secret`}{' '}
        <code>
          {mount}
          {path}
        </code>
      </h2>
      <Form profileId={profileId} place={place} problem={unwritable(place)} />
    </Page>
  )
}

interface FormProps {
  readonly profileId: string
  readonly place: { readonly mount: string; readonly version: 1 | 2; readonly path: string }
  readonly problem: Unwritable | null
}

function Form({ profileId, place, problem }: FormProps) {
  const { t } = useLingui()
  const go = useGo()
  const [level, setLevel] = useState<GrantLevel>('read')
  const [name, setName] = useState('')
  const [isStuck, setStuck] = useState(false)
  const { data: names } = useQuery(policyNames(profileId))
  const take = useGrantDraft(profileId)
  const goOn = useAct(async () => {
    const policy = storedName(name)
    const session = await take(policy, grantRules(place, level))
    if (session === null) setStuck(true)
    else go(routes.policy(profileId, policy, session))
  })
  const why: Readonly<Record<Unwritable, string>> = {
    'star-at-end': t`The name ends in *, which matches everything with that prefix in a policy.`,
    'plus-segment': t`The path has a segment +, which matches any name in a policy.`,
    'template-braces': t`The path has double braces, which mark a template in a policy.`,
  }
  if (problem !== null) {
    return (
      <Banner tone="warn" title={t`No policy rule can match only this place.`}>
        {why[problem]}
      </Banner>
    )
  }
  const rules = grantRules(place, level)
  const stored = storedName(name)
  const isThere = names?.includes(stored) === true
  const isReady = nameProblem(name) === null
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) void goOn.start()
      }}
    >
      <RadioGroup<GrantLevel>
        label={t`Access level`}
        value={level}
        onChange={setLevel}
        options={[
          { value: 'read', label: t`Read`, description: t`Values and version information` },
          { value: 'write', label: t`Read and write`, description: t`Also create new versions` },
          {
            value: 'manage',
            label: t`Manage`,
            description: t`Also delete, undelete and destroy versions, and change settings`,
          },
        ]}
      />
      <ComboBox
        label={t`Policy`}
        value={name}
        onChange={(typed) => {
          setName(typed)
          setStuck(false)
        }}
        options={(names ?? []).filter((each) => each !== 'root').map((value) => ({ value, label: value }))}
        mono
        autoFocus
        description={
          name === '' ? (
            t`Enter a new name or choose an existing policy.`
          ) : stored === 'root' || !isReady ? (
            t`The server doesn't accept this name.`
          ) : isThere ? (
            <Trans>
              Adds the rules to <code>{stored}</code>. Existing rules stay.
            </Trans>
          ) : (
            <Trans>
              Creates a new policy <code>{stored}</code>.
            </Trans>
          )
        }
      />
      <div className={styles['rules']}>
        <h3 className={styles['subtitle']}>{t`Rules`}</h3>
        <CodeBlock
          label={t`Rules`}
          copyLabel={t`Copy rules`}
          onCopy={() => navigator.clipboard.writeText(policyText(rules))}
        >
          {policyText(rules)}
        </CodeBlock>
      </div>
      {isStuck && (
        <Banner tone="warn" title={t`The rules can't be added to ${stored} automatically`}>
          <Trans>
            The policy has errors, is JSON, or denies one of the paths. Copy the rules and add them manually.
          </Trans>
        </Banner>
      )}
      {goOn.problem !== null && (
        <Problem
          problem={goOn.problem}
          needs={{ capability: 'read', path: `sys/policies/acl/${stored}` }}
          note={errorOf(goOn.problem).code === 'permission-denied' && t`Or choose a new name.`}
        />
      )}
      <div>
        <Button
          type="submit"
          variant="primary"
          isPending={goOn.isPending}
          disabledReason={isReady ? undefined : t`Choose a policy first`}
        >
          {t`Open in editor`}
        </Button>
      </div>
    </form>
  )
}

/**
 * Adds rules to a policy as a draft: on top of a stored draft that is open nowhere else, otherwise on top of the
 * server's text. Returns the session of the draft; null when a person has to add the rules.
 */
function useGrantDraft(profileId: string) {
  const client = useQueryClient()
  const setting = useSetting(profileId, '')
  return async (name: string, rules: ReturnType<typeof grantRules>): Promise<string | null> => {
    const place = policyPlace(name)
    const drafts = draftsAt(await client.fetchQuery({ ...draftList, staleTime: 0 }), profileId, place)
    const open = drafts.find(({ isOpen }) => !isOpen)
    const found = open === undefined ? 'gone' : await readDraft(open, PolicyDraft)
    const kept = typeof found === 'string' ? null : found
    const session = kept === null || open === undefined ? newSession() : open.session
    const base =
      kept ??
      (await client.fetchQuery(storedPolicy(profileId, name)).then(
        ({ text }): PolicyDraft => ({ name, text, base: text }),
        (problem: unknown): PolicyDraft => {
          if (errorOf(problem).code === 'not-found') return { name, text: '', base: null }
          throw problem
        },
      ))
    const worker = startPolicyWorker()
    try {
      const edits = await worker.ask<'change'>({
        kind: 'change',
        text: base.text,
        setting,
        change: { kind: 'add', rules },
      })
      if (edits === null) return null
      let text = ''
      let at = 0
      for (const { from, to, insert } of [...edits].sort((a, b) => a.from - b.from)) {
        text += base.text.slice(at, from) + insert
        at = to
      }
      const content = contentOf({ ...base, text: text + base.text.slice(at) })
      if (edits.length > 0) await valueOf(bridge.drafts.keep({ profileId, place, session, content }))
      await client.invalidateQueries({ queryKey: draftList.queryKey })
      return session
    } finally {
      worker.close()
    }
  }
}
