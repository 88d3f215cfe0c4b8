/** A role that is being edited: its state before and after. */
import { z } from 'zod'
import { RoleSettings } from '../../../../electron/contract/kubernetes.ts'

/** Settings that were stored by a version that knew fewer fields: missing ones are as in a new role. */
const KeptSettings = z.looseObject({}).transform((kept, context): RoleSettings => {
  const known = Object.entries(kept).filter(([field]) => field in RoleSettings.shape)
  const read = RoleSettings.safeParse({ ...emptyRole('vault'), ...Object.fromEntries(known) })
  if (read.success) return read.data
  context.addIssue({ code: 'custom', message: 'not the settings of a role' })
  return z.NEVER
})

export const RoleDraft = z.object({
  /** The name of a new role as it is typed; of an existing one, its name. */
  name: z.string(),
  /** As the server had it when the editing began; null for a new role. */
  base: KeptSettings.nullable(),
  settings: KeptSettings,
})
export type RoleDraft = z.infer<typeof RoleDraft>

/** The name of a new role's draft: the role's name as it was typed. */
export const nameOfNew = ({ name }: RoleDraft): string => name

export const emptyRole = (product: 'vault' | 'openbao'): RoleSettings => ({
  serviceAccounts: [],
  namespaces: [],
  namespaceSelector: '',
  audience: '',
  aliasNameSource: 'serviceaccount_uid',
  policies: [],
  ttl: 0,
  maxTtl: 0,
  period: 0,
  explicitMaxTtl: 0,
  numUses: 0,
  tokenType: 'default',
  noDefaultPolicy: false,
  boundCidrs: [],
  strictlyBindIp: product === 'openbao' ? false : null,
  more: [],
})

export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export type RoleField = keyof RoleSettings

/** The fields in which two states of a role differ. */
export const changedFields = (a: RoleSettings, b: RoleSettings): readonly RoleField[] =>
  (Object.keys(a) as RoleField[]).filter((field) => !isSame(a[field], b[field]))

/**
 * Applies my changes on top of what someone else has saved since: each field that I changed is mine, all others are
 * theirs.
 */
export function rebased(draft: RoleDraft, theirs: RoleSettings): RoleDraft {
  if (draft.base === null) return { ...draft, base: theirs }
  const mine = changedFields(draft.base, draft.settings)
  const settings = { ...theirs, ...Object.fromEntries(mine.map((field) => [field, draft.settings[field]])) }
  return { ...draft, base: theirs, settings: RoleSettings.parse(settings) }
}

/** Fields that both have changed, in different ways. */
export function conflicts(draft: RoleDraft, theirs: RoleSettings): readonly RoleField[] {
  const { base } = draft
  if (base === null) return changedFields(draft.settings, theirs)
  const mine = changedFields(base, draft.settings)
  return changedFields(base, theirs).filter(
    (field) => mine.includes(field) && !isSame(draft.settings[field], theirs[field]),
  )
}
