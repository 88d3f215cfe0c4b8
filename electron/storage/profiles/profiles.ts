/** Connections as they are stored on this computer: one JSON file without secrets (docs/security.md, "Custody"). */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Profile as ContractProfile, type ProfileDraft } from '../../contract/connections.ts'
import { Failure } from '../../contract/failure.ts'
import { MountPath } from '../../contract/ids.ts'
import { limits } from '../../contract/limits.ts'
import { SignInMethod } from '../../contract/signInMethods.ts'
import { openJsonFile } from '../../base/files/jsonFile.ts'
import type { Log } from '../../base/log/log.ts'

const maxCount = 1000

const SignInChoice = z.object({
  method: SignInMethod,
  /** Empty for the method `token`. */
  mount: z.string().max(limits.path),
  username: z.string().max(limits.name),
})
/** The last successful sign-in method: never a credential. */
type SignInChoice = z.infer<typeof SignInChoice>

const TypedMount = z.object({ path: MountPath, kvVersion: z.union([z.literal(1), z.literal(2)]) })
/** A mount that the person typed, if the server does not list it for them. */
type TypedMount = z.infer<typeof TypedMount>

const Profile = ContractProfile.omit({ hasClientKey: true })
/** A connection; this file does not show whether a client key is stored for it. */
type Profile = z.infer<typeof Profile>

const Stored = Profile.extend({
  lastSignIn: SignInChoice.nullable(),
  typedMounts: z.array(TypedMount).max(maxCount),
})
type Stored = z.infer<typeof Stored>

const File = z.object({
  profiles: z
    .array(Stored)
    .max(maxCount)
    .refine((profiles) => new Set(profiles.map(({ id }) => id)).size === profiles.length, 'the same id twice'),
})

/** Every method with a profile ID fails with `not-found` if that profile no longer exists. */
export interface Profiles {
  /** In the person's order. */
  list(): Promise<Profile[]>
  get(id: string): Promise<Profile>
  /** Adds it at the end. Errors: `certificate-invalid`, `rejected` when there are too many. */
  add(draft: ProfileDraft, options?: { readonly practice?: boolean }): Promise<Profile>
  /** Adds a connection again under its earlier ID. Errors: as `add`; `rejected` when the ID is in the list. */
  restore(id: string, draft: ProfileDraft): Promise<Profile>
  /** Errors: `certificate-invalid`. */
  update(id: string, draft: ProfileDraft): Promise<Profile>
  remove(id: string): Promise<void>
  /** Puts the given IDs first, in their order; the others follow in theirs. Unknown IDs are ignored. */
  reorder(order: readonly string[]): Promise<Profile[]>
  lastSignIn(id: string): Promise<SignInChoice | null>
  rememberSignIn(id: string, choice: SignInChoice): Promise<void>
  typedMounts(id: string): Promise<TypedMount[]>
  /** Adds it, or changes the version of the one with the same path. */
  addTypedMount(id: string, mount: TypedMount): Promise<void>
  removeTypedMount(id: string, path: string): Promise<void>
  /** Returns the problems of the file, in words; empty if there are none. */
  problems(): string[]
  /** Whether the list is the copy of the last good one, because the file was damaged or gone. */
  isRestored(): boolean
  /** Whether a newer version wrote the file, so that its connections are not known. */
  isNewer(): boolean
}

/**
 * Reads the connections in `file`. If it cannot be read, the list is the copy of the last good one, or else empty;
 * `problems` returns the reason.
 */
export async function createProfiles({ file, log }: { readonly file: string; readonly log: Log }): Promise<Profiles> {
  const copy = `${file}.last-good`
  const json = await openJsonFile({ path: file, copy, schema: File, version: 1, initial: { profiles: [] } })
  if (json.problem !== null) log.warn({ reason: json.problem.message }, 'the connections could not be read')

  const stored = (id: string, among: readonly Stored[] = json.value.profiles): Stored => {
    const found = among.find((profile) => profile.id === id)
    if (found === undefined) throw new Failure('not-found', 'This connection is gone.')
    return found
  }
  const changeAll = async (change: (profiles: Stored[]) => Stored[]): Promise<Stored[]> =>
    (await json.change(({ profiles }) => ({ profiles: change(profiles) }))).profiles
  const changeOne = async (id: string, change: (profile: Stored) => Stored): Promise<Stored> => {
    const after = await changeAll((profiles) => {
      const changed = change(stored(id, profiles))
      return profiles.map((profile) => (profile.id === id ? changed : profile))
    })
    return stored(id, after)
  }

  const addAs = async (id: string, draft: ProfileDraft, practice: boolean): Promise<Profile> => {
    const added: Stored = { id, ...(await fieldsOf(draft)), practice, lastSignIn: null, typedMounts: [] }
    await changeAll((profiles) => {
      if (profiles.length >= maxCount) throw new Failure('rejected', `There are ${maxCount} connections already.`)
      if (profiles.some((profile) => profile.id === id)) throw new Failure('rejected', 'This connection is there.')
      return [...profiles, added]
    })
    return withoutChoices(added)
  }

  return {
    list: async () => json.value.profiles.map(withoutChoices),
    get: async (id) => withoutChoices(stored(id)),
    add: (draft, { practice = false } = {}) => addAs(randomUUID(), draft, practice),
    restore: (id, draft) => addAs(id, draft, false),
    update: async (id, draft) => {
      const fields = await fieldsOf(draft)
      return withoutChoices(await changeOne(id, (profile) => ({ ...profile, ...fields })))
    },
    remove: async (id) => {
      await changeAll((profiles) => profiles.filter((profile) => profile !== stored(id, profiles)))
    },
    reorder: async (order) => {
      const places = new Map(order.map((id, place) => [id, place]))
      const placeOf = ({ id }: Stored) => places.get(id) ?? places.size
      // A stable sort: those without a place stay in their order.
      const after = await changeAll((profiles) => profiles.toSorted((a, b) => placeOf(a) - placeOf(b)))
      return after.map(withoutChoices)
    },
    lastSignIn: async (id) => stored(id).lastSignIn,
    rememberSignIn: async (id, { method, mount, username }) => {
      // SECURITY: field by field, so that no credential of a wider object is stored.
      await changeOne(id, (profile) => ({ ...profile, lastSignIn: { method, mount, username } }))
    },
    typedMounts: async (id) => stored(id).typedMounts,
    addTypedMount: async (id, { path, kvVersion }) => {
      await changeOne(id, (profile) => {
        const others = profile.typedMounts.filter((mount) => mount.path !== path)
        if (others.length >= maxCount) throw new Failure('rejected', `There are ${maxCount} typed mounts already.`)
        return { ...profile, typedMounts: [...others, { path, kvVersion }] }
      })
    },
    removeTypedMount: async (id, path) => {
      await changeOne(id, (profile) => ({
        ...profile,
        typedMounts: profile.typedMounts.filter((mount) => mount.path !== path),
      }))
    },
    problems: () => (json.problem === null ? [] : [json.problem.message]),
    isRestored: () => json.isRestored,
    isNewer: () => json.isNewer,
  }
}

function withoutChoices({ lastSignIn: _lastSignIn, typedMounts: _typedMounts, ...profile }: Stored): Profile {
  return profile
}

const absentWhenEmpty = (text: string | null) => (text === '' ? null : text)

/** Returns the part of a draft that is stored. SECURITY: the client's key is left out; it is sealed in another file. */
async function fieldsOf(draft: ProfileDraft): Promise<Omit<Profile, 'id' | 'practice'>> {
  // Loaded with the first change, not at the start.
  const { certificatesOnly } = await import('./certificateFields.ts')
  const { clientKeyPem: _kept, ...fields } = draft
  return {
    ...fields,
    tlsServerName: absentWhenEmpty(draft.tlsServerName),
    caPem: certificatesOnly(draft.caPem),
    clientCertPem: certificatesOnly(draft.clientCertPem),
  }
}
