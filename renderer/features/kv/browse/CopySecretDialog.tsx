/** Copies a secret to a new name in its mount, in place of a rename, which the server does not have. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { secretCalls } from '../shared/secretCalls.ts'
import { answerOf, errorOf } from '../../../lib/call.ts'
import { routes, useGo } from '../../../lib/routes.ts'
import { useAct } from '../../../lib/useAct.ts'
import { FormDialog } from '../../../ui/FormDialog.tsx'
import { FormLayout } from '../../../ui/FormLayout.tsx'
import { apiName, type KvVersion, lastName, newPathProblem, type SecretPlace } from '../shared/names.ts'
import { readStoredSecret } from '../editor/storedSecret.ts'
import { PathField } from '../shared/PathField.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { refreshFolders } from '../queries.ts'
import { sayDone } from '../../../ui/sayDone.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

export function CopySecretDialog({
  profileId,
  place,
  kvVersion,
  onClose,
}: {
  profileId: string
  place: SecretPlace
  kvVersion: KvVersion
  onClose: () => void
}) {
  const { t } = useLingui()
  const go = useGo()
  const client = useQueryClient()
  const { mount } = place
  const [path, setPath] = useState(place.path)
  const [wasTried, setTried] = useState(false)
  const bad = newPathProblem(path)
  const { start, isPending, problem, forgetProblem } = useAct(async () => {
    setTried(true)
    if (bad !== null || path === place.path) return
    const { entries } = await readStoredSecret({ profileId, mount, path: place.path })
    const at = { profileId, mount, path }
    const { warnings } = await answerOf(secretCalls.write({ at, entries: [...entries], base: { kind: 'new' } }))
    void refreshFolders(client, profileId, { mount, path })
    sayDone(t`${visibleText(lastName(place.path))} copied to ${visibleText(lastName(path))}`, warnings)
    onClose()
    go(routes.kv(profileId, { mount, path }))
  })
  const isTaken = problem !== null && errorOf(problem).code === 'cas-mismatch'

  return (
    <FormDialog
      size="small"
      title={t`Copy ${visibleText(lastName(place.path))} to a new name`}
      submitLabel={t`Copy secret`}
      onSubmit={() => void start()}
      onClose={onClose}
      isPending={isPending}
    >
      <FormLayout>
        <p>
          {kvVersion === 1 ? (
            <Trans>
              The server can't rename a secret. Strongroom copies the values to a new secret. The old secret stays until
              you delete it.
            </Trans>
          ) : (
            <Trans>
              The server can't rename a secret. Strongroom copies the current values to version 1 of a new secret. The
              old secret, its history and its metadata stay until you delete them.
            </Trans>
          )}
        </p>
        <PathField
          mount={mount}
          value={path}
          onChange={(next) => {
            setPath(next)
            forgetProblem()
          }}
          problem={wasTried || path !== place.path ? bad : null}
        />
        {wasTried && path === place.path && <p>{t`This is the current name. Enter another name.`}</p>}
      </FormLayout>
      {isTaken && <p role="alert">{t`A secret already exists at this path. Nothing was written.`}</p>}
      {problem !== null && !isTaken && (
        <Problem problem={problem} needs={{ capability: 'create', path: apiName({ mount, path }, kvVersion) }} />
      )}
    </FormDialog>
  )
}
