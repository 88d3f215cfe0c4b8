/** Mounts of the auth method `kubernetes`, and their configuration. */
import { Failure } from '../../contract/failure.ts'
import type { ConfigState, Erased, KubernetesConfig } from '../../contract/kubernetes.ts'
import { readCertificates } from '../../base/tls/certificates.ts'
import { readConfig, replaceConfig, type ReadConfig } from '../../vault/kubernetesConfig.ts'
import {
  disableKubernetes,
  enableKubernetes,
  listKubernetesMounts,
  requireKubernetes,
  tuneKubernetes,
} from '../../vault/kubernetesMounts.ts'
import { requireAuthPath } from '../../vault/serverPaths.ts'
import type { ReviewerPlace } from '../../core/custody/keptReviewers.ts'
import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'
import { wayOf } from '../../storage/profiles/way.ts'

/** Which fields a save would leave empty that have something now. */
function erasedBy(before: ReadConfig | null, next: KubernetesConfig, sendsReviewer: boolean): Erased[] {
  if (before === null) return []
  const { config } = before
  return [
    // A server that does not tell may have one.
    ...(before.reviewerSet !== false && !sendsReviewer ? (['reviewer'] as const) : []),
    ...(config.caPem !== '' && next.caPem === '' ? (['caPem'] as const) : []),
    ...(config.pemKeys.length > 0 && next.pemKeys.length === 0 ? (['pemKeys'] as const) : []),
    ...(config.issuer !== '' && next.issuer === '' ? (['issuer'] as const) : []),
    ...(config.more.some(({ name }) => next.more.every((each) => each.name !== name)) ? (['more'] as const) : []),
  ]
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Subject and end of each certificate; nothing for what is none. */
function authoritiesOf(pem: string): ConfigState['authorities'] {
  try {
    return readCertificates(pem).map(({ subject, validTo }) => ({ subject, validTo }))
  } catch {
    return []
  }
}

export function kubernetesMountHandlers(services: Services) {
  const { servers, profiles, keptReviewers, capabilities, events, ways } = services

  const placeOf = async (profileId: string, mount: string): Promise<ReviewerPlace> => {
    return { way: servers.signedInOn(profileId) ?? wayOf(await profiles.get(profileId)), mount }
  }

  async function stateOf(profileId: string, mount: string, read: ReadConfig | null): Promise<ConfigState> {
    const kept = await keptReviewers.read(profileId, await placeOf(profileId, mount))
    return {
      config: read?.config ?? null,
      reviewerSet: read === null ? false : read.reviewerSet,
      kept: kept === null ? null : { keptAt: kept.keptAt, host: kept.host },
      authorities: authoritiesOf(read?.config.caPem ?? ''),
    }
  }

  /** The JWT to send, null for none. */
  async function keptJwt(profileId: string, mount: string, host: string): Promise<string> {
    const kept = await keptReviewers.read(profileId, await placeOf(profileId, mount))
    if (kept === null) throw new Failure('not-found', 'No reviewer JWT is kept for this mount.')
    // SECURITY: Vault would show it to whatever answers at the new address (docs/security.md, "Kept reviewers").
    if (kept.host !== host)
      throw new Failure('confirmation-needed', `The kept reviewer JWT was given for ${kept.host}: give it again.`)
    return kept.jwt
  }

  return {
    mounts: async ({ profileId }, context) =>
      listKubernetesMounts(await servers.authenticated(profileId, context), context.signal),

    enable: async ({ profileId, mount, ...tuning }, context) => {
      requireAuthPath(mount)
      await enableKubernetes(await servers.authenticated(profileId, context), mount, tuning)
      capabilities.forget(profileId)
      return {}
    },

    tune: async ({ profileId, mount, ...tuning }, context) => {
      const session = await servers.authenticated(profileId, context)
      await requireKubernetes(session, mount, context.signal)
      await tuneKubernetes(session, mount, tuning)
      return {}
    },

    disable: async ({ profileId, mount }, context) => {
      const session = await servers.authenticated(profileId, context)
      await requireKubernetes(session, mount, context.signal)
      await disableKubernetes(session, mount)
      await keptReviewers.forget(profileId, await placeOf(profileId, mount))
      return {}
    },

    config: async ({ profileId, mount }, context) => {
      const session = await servers.authenticated(profileId, context)
      await requireKubernetes(session, mount, context.signal)
      return stateOf(profileId, mount, await readConfig(session, mount, context.signal))
    },

    writeConfig: async ({ profileId, mount, base, reviewerWasSet, config, reviewer, erase }, context) => {
      const session = await servers.authenticated(profileId, context)
      await requireKubernetes(session, mount, context.signal)
      const before = await readConfig(session, mount, context.signal)
      const isAsRead = same(before?.config ?? null, base) && (before === null || before.reviewerSet === reviewerWasSet)
      if (!isAsRead) throw new Failure('cas-mismatch', 'The configuration was changed by somebody else meanwhile.')
      const jwt =
        reviewer.from === 'given'
          ? reviewer.jwt
          : reviewer.from === 'kept'
            ? await keptJwt(profileId, mount, config.host)
            : null
      const unnamed = erasedBy(before, config, jwt !== null).filter((each) => !erase.includes(each))
      if (unnamed.length > 0)
        throw new Failure('confirmation-needed', `This save would erase what is not named: ${unnamed.join(', ')}.`)
      await replaceConfig(session, mount, config, jwt)
      if (reviewer.from === 'kept') {
        await keptReviewers.noteUse(profileId, await placeOf(profileId, mount))
        events.emit({ type: 'custody-changed' })
      }
      if (reviewer.from === 'given' && reviewer.keep) {
        const place = await placeOf(profileId, mount)
        await ways.note(profileId, place.way)
        await keptReviewers.keep(profileId, place, { host: config.host, jwt: reviewer.jwt })
        events.emit({ type: 'custody-changed' })
      }
      return stateOf(profileId, mount, await readConfig(session, mount, context.signal))
    },

    forgetReviewer: async ({ profileId, mount }) => {
      await keptReviewers.forget(profileId, await placeOf(profileId, mount))
      events.emit({ type: 'custody-changed' })
      return {}
    },
  } satisfies Partial<Handlers<'kubernetes'>>
}
