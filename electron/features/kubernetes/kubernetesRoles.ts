/**
 * Roles of the auth method `kubernetes`. The servers have no check-and-set here, so the stored role is compared before
 * a write.
 */
import { Failure } from '../../contract/failure.ts'
import { type Role, roleFileNames, type RoleOutcome, RoleSettings } from '../../contract/kubernetes.ts'
import { requireKubernetes } from '../../vault/kubernetesMounts.ts'
import { deleteRole, listRoles, putRole, readRole, rolePath } from '../../vault/kubernetesRoles.ts'
import type { VaultSession } from '../../vault/session.ts'
import { saveAs } from '../../core/files/saveAs.ts'
import { mapConcurrent } from '../../base/async/mapConcurrent.ts'
import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'

/** Returns the name in lower case, as the servers store it. */
const stored = (name: string): string => name.toLowerCase()

/**
 * Concurrent reads: as many as the connection has sockets. Writes are fewer, because they load the server's storage.
 */
const reads = 64
const writes = 16

/**
 * If the server does not report what the token can read, reading stops after this many refusals: each is a line in the
 * audit log.
 */
const maxDenied = 64

/** Returns the same text for the same settings, independent of the order of their fields. */
const textOf = (settings: RoleSettings | null): string =>
  settings === null ? '' : JSON.stringify(RoleSettings.parse(settings))

const errorOf = (problem: unknown): RoleOutcome['error'] => {
  if (problem instanceof Failure) return problem.error
  return { code: 'internal', message: 'Something in Strongroom failed.', retryable: false }
}

export function kubernetesRoleHandlers(services: Services) {
  const { servers, capabilities } = services
  /** @throws Failure `cas-mismatch` when the role differs from `base`. */
  async function requireSame(session: VaultSession, mount: string, name: string, base: RoleSettings | null) {
    const now = await readRole(session, mount, name)
    if (textOf(now?.settings ?? null) === textOf(base)) return
    const what = now === null ? 'was removed' : base === null ? 'was made' : 'was changed'
    throw new Failure('cas-mismatch', `The role ${name} ${what} by somebody else meanwhile.`)
  }

  async function write(
    session: VaultSession,
    mount: string,
    { name, base, settings }: { name: string; base: RoleSettings | null; settings: RoleSettings },
  ): Promise<void> {
    await requireSame(session, mount, name, base)
    await putRole(session, mount, name, settings)
  }

  async function existing(session: VaultSession, mount: string, name: string, signal?: AbortSignal): Promise<Role> {
    const role = await readRole(session, mount, name, signal)
    if (role === null) throw new Failure('not-found', 'There is no role with this name.', { status: 404 })
    return role
  }

  /** Returns which roles the token can read. Roles that the server does not report on are missing. */
  async function readable(profileId: string, mount: string, names: readonly string[]) {
    const paths = names.map((name) => rolePath(mount, name))
    const found = await capabilities.of(profileId, paths)
    return new Map(
      names.flatMap((name, index) => {
        const known = found[index] ?? null
        return known === null ? [] : [[name, known.includes('read')] as const]
      }),
    )
  }

  /** Runs `work` for each name, and yields the result of each. */
  async function each<T extends { name: string }>(
    items: readonly T[],
    signal: AbortSignal,
    work: (item: T) => Promise<void>,
  ): Promise<RoleOutcome[]> {
    const outcomes: RoleOutcome[] = []
    const attempt = async (item: T): Promise<RoleOutcome> => ({
      name: item.name,
      error: await work(item).then(() => null, errorOf),
    })
    for await (const done of mapConcurrent(items, writes, attempt, signal)) outcomes.push(...done)
    return outcomes.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  return {
    roles: async function* ({ profileId, mount }, context) {
      const { signal } = context
      const session = await servers.authenticated(profileId, context)
      await requireKubernetes(session, mount, signal)
      const names = await listRoles(session, mount, signal)
      yield { kind: 'names', names }
      let denied = 0
      /** Requested after the first refusal, so that only the reads in progress at that time can be refused, too. */
      let mayRead: Promise<ReadonlyMap<string, boolean>> | undefined
      const read = async (name: string): Promise<Role | RoleOutcome | null> => {
        const may = (await mayRead)?.get(name)
        if (may === false)
          return { name, error: new Failure('permission-denied', 'You need permission to read this role.').error }
        if (may === undefined && denied >= maxDenied)
          return {
            name,
            error: new Failure('canceled', "Not requested, because too many other roles can't be read.").error,
          }
        try {
          return await readRole(session, mount, name, signal)
        } catch (problem) {
          const error = errorOf(problem)
          if (error?.code === 'permission-denied') {
            denied++
            mayRead ??= readable(profileId, mount, names)
          }
          // A sign-in has ended, or a server is unreachable: the others would fail in the same way.
          else if (error?.code !== 'answer-invalid' && error?.code !== 'answer-wrapped') throw problem
          return { name, error }
        }
      }
      for await (const done of mapConcurrent(names, reads, read, signal)) {
        yield {
          kind: 'roles',
          roles: done.filter((one): one is Role => one !== null && 'settings' in one),
          failed: done.filter((one): one is RoleOutcome => one !== null && 'error' in one),
        }
      }
      return { count: names.length }
    },

    role: async ({ profileId, mount, name }, context) => {
      const session = await servers.authenticated(profileId, context)
      await requireKubernetes(session, mount, context.signal)
      return existing(session, mount, stored(name), context.signal)
    },

    writeRole: async ({ profileId, mount, name, base, settings }, context) => {
      const session = await servers.authenticated(profileId, context)
      await requireKubernetes(session, mount, context.signal)
      await write(session, mount, { name: stored(name), base, settings })
      return existing(session, mount, stored(name))
    },

    writeRoles: async ({ profileId, mount, roles }, context) => {
      const session = await servers.authenticated(profileId, context)
      await requireKubernetes(session, mount, context.signal)
      const wanted = roles.map((role) => ({ ...role, name: stored(role.name) }))
      return { outcomes: await each(wanted, context.signal, (role) => write(session, mount, role)) }
    },

    renameRole: async ({ profileId, mount, name: typed, newName: typedNew, base }, context) => {
      const session = await servers.authenticated(profileId, context)
      await requireKubernetes(session, mount, context.signal)
      const [name, newName] = [stored(typed), stored(typedNew)]
      if (name === newName)
        throw new Failure('rejected', 'The role has this name already. Servers store names in lower case.')
      await requireSame(session, mount, name, base)
      await write(session, mount, { name: newName, base: null, settings: base })
      const made = await existing(session, mount, newName)
      if (textOf(made.settings) !== textOf(base))
        throw new Failure('rejected', `The role ${newName} was made, but is not the same; ${name} is still there.`)
      await deleteRole(session, mount, name)
      return made
    },

    exportRoles: async ({ format, text }) => (await saveAs(services, roleFileNames[format], text)).saved,

    removeRoles: async ({ profileId, mount, names }, context) => {
      const session = await servers.authenticated(profileId, context)
      await requireKubernetes(session, mount, context.signal)
      const wanted = [...new Set(names.map(stored))].map((name) => ({ name }))
      return { outcomes: await each(wanted, context.signal, ({ name }) => deleteRole(session, mount, name)) }
    },
  } satisfies Partial<Handlers<'kubernetes'>>
}
