/** Asks before versions are rolled back, deleted or destroyed, in proportion to what is lost; then runs the action. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { ConfirmDialog, type ConfirmDialogProps } from '../../../ui/ConfirmDialog.tsx'
import { errorOf } from '../../../lib/call.ts'
import { isCubbyhole } from '../shared/cubbyhole.ts'
import { cliName, type KvVersion, lastName, type SecretPlace } from '../shared/names.ts'
import { Problem } from '../../../components/Problem.tsx'
import { needsOf, type SecretAction } from '../shared/needs.ts'
import { destroyPhrase, listOfNumbers, type VersionAction } from './versions.ts'
import { visibleText } from '../../../lib/exactPieces.ts'

export interface VersionDialogProps {
  readonly place: SecretPlace
  readonly kvVersion: KvVersion
  /** The newest version, as far as it is known. */
  readonly newest: number | undefined
  readonly action: VersionAction
  /** Runs the action; a rejection keeps the dialog open and is shown. */
  readonly onConfirm: (action: VersionAction) => Promise<void>
  readonly onClose: () => void
}

/** The capability that an action needs, for the text of a refusal. */
const rightOf: Readonly<Record<VersionAction['kind'], SecretAction>> = {
  rollback: 'write',
  deleteLatest: 'deleteLatest',
  delete: 'deleteVersions',
  undelete: 'undelete',
  destroy: 'destroy',
  deleteAll: 'deleteAll',
}

export function VersionDialog({ place, kvVersion, newest, action, onConfirm, onClose }: VersionDialogProps) {
  const { t } = useLingui()
  const words = useWords({ place, kvVersion, newest, action })
  const needs = needsOf(place, kvVersion)[rightOf[action.kind]][0]

  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      onConfirm={() => onConfirm(action)}
      renderProblem={(problem) => (
        <Problem
          problem={problem}
          {...(needs !== undefined && { needs })}
          note={
            errorOf(problem).code === 'cas-mismatch' && t`The list of versions has been updated. Check it, then retry.`
          }
        />
      )}
      {...words}
    />
  )
}

type Words = Pick<ConfirmDialogProps, 'title' | 'children' | 'confirmLabel' | 'tone' | 'typeToConfirm'>

function useWords({
  place,
  kvVersion,
  newest,
  action,
}: Pick<VersionDialogProps, 'place' | 'kvVersion' | 'newest' | 'action'>): Words {
  const { t } = useLingui()
  const name = visibleText(lastName(place.path))
  switch (action.kind) {
    case 'rollback':
      return {
        title: t`Roll back ${name} to version ${action.from}?`,
        confirmLabel: t`Roll back to version ${action.from}`,
        tone: 'plain',
        children:
          newest === undefined ? (
            <Trans>A new version will have the values of version {action.from}. Earlier versions stay.</Trans>
          ) : (
            <Trans>
              Version {newest + 1} will have the values of version {action.from}. Versions up to {newest} stay, within
              the version limit.
            </Trans>
          ),
      }
    case 'deleteLatest':
      return kvVersion === 1
        ? {
            title: t`Delete ${name}?`,
            confirmLabel: t`Delete ${name}`,
            typeToConfirm: cliName(place),
            children: isCubbyhole(place.mount) ? (
              <Trans>The cubbyhole keeps no versions. This permanently deletes the secret.</Trans>
            ) : (
              <Trans>KV 1 keeps no versions. This permanently deletes the values for everyone.</Trans>
            ),
          }
        : {
            title:
              action.version === undefined
                ? t`Delete the newest version of ${name}?`
                : t`Delete version ${action.version} of ${name}?`,
            confirmLabel: action.version === undefined ? t`Delete newest version` : t`Delete version ${action.version}`,
            children: (
              <Trans>
                Reads of this secret no longer return a value, and older versions do not take its place. The server
                keeps the values until you undelete them.
              </Trans>
            ),
          }
    case 'delete':
    case 'undelete': {
      const numbers = listOfNumbers(action.versions)
      return {
        title: t`Delete versions ${numbers} of ${name}?`,
        confirmLabel: t`Delete versions ${numbers}`,
        children: <Trans>The server keeps the values. You can undelete them.</Trans>,
      }
    }
    case 'destroy': {
      const numbers = listOfNumbers(action.versions)
      return {
        title: t`Destroy versions ${numbers} of ${name}?`,
        confirmLabel: t`Destroy versions ${numbers}`,
        typeToConfirm: destroyPhrase(action.versions),
        children: (
          <Plural
            value={action.versions.length}
            one="The server permanently removes the values of this version for everyone. You can't undo this."
            other="The server permanently removes the values of these # versions for everyone. You can't undo this."
          />
        ),
      }
    }
    case 'deleteAll':
      return {
        title: t`Permanently delete ${name} and all versions?`,
        confirmLabel: t`Permanently delete`,
        typeToConfirm: cliName(place),
        children: (
          <Trans>
            The server permanently removes all versions, including deleted ones, and the metadata for everyone. You
            can't undo this.
          </Trans>
        ),
      }
  }
}
