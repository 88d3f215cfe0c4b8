/** Mounts of the auth method `kubernetes`, and their configuration. */
import { Failure } from '../../contract/failure.ts'
import type { ConfigState, Erased, KubernetesConfig, ReviewerLook } from '../../contract/kubernetes.ts'
import { certificatesInText, holdsPrivateKey } from '../../contract/text/pem.ts'
import { readCertificates } from '../../base/tls/certificates.ts'
import { bareJwt } from '../../kubernetes/jwt.ts'
import { lookAtReviewer } from '../../kubernetes/reviewerLook.ts'
import { readConfig, replaceConfig, type ReadConfig } from '../../vault/kubernetesConfig.ts'
import {
  disableKubernetes,
  enableKubernetes,
  listKubernetesMounts,
  requireKubernetes,
  tuneKubernetes,
} from '../../vault/kubernetesMounts.ts'
import { requireAuthPath } from '../../vault/serverPaths.ts'
import type { ReviewerKey } from '../../core/custody/keptReviewers.ts'
import type { Handlers } from '../../core/handler.ts'
import type { Services } from '../../core/services.ts'
import type { Holds } from './doctor/doctorSession.ts'
import { wayOf } from '../../storage/profiles/way.ts'

type Reviewer = Parameters<Handlers<'kubernetes'>['writeConfig']>[0]['reviewer']

/** Returns the fields that a save would leave empty and that have a value now. */
function erasedBy(before: ReadConfig | null, next: KubernetesConfig, sendsReviewer: boolean): Erased[] {
  if (before === null) return []
  const { config } = before
  return [
    // A server that does not report it may have a reviewer.
    ...(before.reviewerSet !== false && !sendsReviewer ? (['reviewer'] as const) : []),
    ...(config.caPem !== '' && next.caPem === '' ? (['caPem'] as const) : []),
    ...(config.pemKeys.length > 0 && next.pemKeys.length === 0 ? (['pemKeys'] as const) : []),
    ...(config.issuer !== '' && next.issuer === '' ? (['issuer'] as const) : []),
    ...(config.more.some(({ name }) => next.more.every((each) => each.name !== name)) ? (['more'] as const) : []),
  ]
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Returns subject and expiry of each certificate; an empty list if the text is not a certificate. */
function authoritiesOf(pem: string): ConfigState['authorities'] {
  try {
    return readCertificates(pem).map(({ subject, validTo }) => ({ subject, validTo }))
  } catch {
    return []
  }
}

/**
 * Returns the CA to save: only its certificates, because others can read the settings of a mount.
 * @throws Failure `certificate-invalid`.
 */
function authorityOf(caPem: string): string {
  if (caPem.trim() === '') return ''
  const found = certificatesInText(caPem)
  if ('problem' in found) {
    const words = found.problem === 'holds-key' ? 'The CA holds a private key.' : 'The CA has no PEM certificate.'
    throw new Failure('certificate-invalid', words)
  }
  readCertificates(found.pem)
  return found.pem.trim()
}

/** @throws Failure `certificate-invalid`, `invalid-input`. */
function checkedConfig(config: KubernetesConfig, before: KubernetesConfig | null): KubernetesConfig {
  // SECURITY: anyone who can read the settings would get the key (docs/security.md, "Kubernetes").
  if (config.pemKeys.some(holdsPrivateKey))
    throw new Failure('certificate-invalid', 'The public keys contain a private key.')
  // A CA that the server already has is sent back unchanged.
  return config.caPem === before?.caPem ? config : { ...config, caPem: authorityOf(config.caPem) }
}

/** Returns only the JWT from the pasted text. @throws Failure `invalid-input` if it is not a token. */
function reviewerJwt(given: string): string {
  const words = noReviewer[lookAtReviewer(given).kind]
  if (words !== undefined) throw new Failure('invalid-input', words)
  return bareJwt(given)
}

const noReviewer: Readonly<Partial<Record<ReviewerLook['kind'], string>>> = {
  placeholder: 'The reviewer JWT is a name or a variable, not a token.',
  several: 'The text has several tokens: give the one of the reviewer.',
  'vault-token': 'The reviewer JWT is a token of Vault, not of Kubernetes.',
  unreadable: 'The reviewer JWT is cut or changed.',
}

export function kubernetesMountHandlers(services: Services, tokens: Holds<string>) {
  const { servers, profiles, keptReviewers, capabilities, events, ways } = services

  const placeOf = async (profileId: string, mount: string): Promise<ReviewerKey> => {
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

  /** Returns the stored JWT to send. */
  async function keptJwt(profileId: string, mount: string, host: string): Promise<string> {
    const kept = await keptReviewers.read(profileId, await placeOf(profileId, mount))
    if (kept === null) throw new Failure('not-found', 'No reviewer JWT is stored for this mount.')
    // SECURITY: Vault would send it to the server at the new address (docs/security.md, "Kept reviewers").
    if (kept.host !== host)
      throw new Failure('confirmation-needed', `The kept reviewer JWT was given for ${kept.host}: give it again.`)
    return kept.jwt
  }

  /** Returns the JWT to send; null for none. */
  async function jwtOf(
    reviewer: Reviewer,
    { profileId, mount, host }: { readonly profileId: string; readonly mount: string; readonly host: string },
  ): Promise<string | null> {
    switch (reviewer.from) {
      case 'given':
        return reviewerJwt(reviewer.jwt)
      case 'made':
        return reviewerJwt(tokens.get(profileId, reviewer.tokenId))
      case 'kept':
        return keptJwt(profileId, mount, host)
      case 'none':
        return null
    }
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

    writeConfig: async ({ profileId, mount, base, reviewerWasSet, config: given, reviewer, erase }, context) => {
      const session = await servers.authenticated(profileId, context)
      await requireKubernetes(session, mount, context.signal)
      const before = await readConfig(session, mount, context.signal)
      const isAsRead = same(before?.config ?? null, base) && (before === null || before.reviewerSet === reviewerWasSet)
      if (!isAsRead) throw new Failure('cas-mismatch', 'The configuration changed after it was read.')
      const config = checkedConfig(given, before?.config ?? null)
      const jwt = await jwtOf(reviewer, { profileId, mount, host: config.host })
      const unnamed = erasedBy(before, config, jwt !== null).filter((each) => !erase.includes(each))
      if (unnamed.length > 0)
        throw new Failure(
          'confirmation-needed',
          `This save would erase fields that are not confirmed: ${unnamed.join(', ')}.`,
        )
      // Before the write: the connection can be changed while the server answers.
      const place = await placeOf(profileId, mount)
      await replaceConfig(session, mount, config, jwt)
      if (reviewer.from === 'kept') {
        await keptReviewers.noteUse(profileId, place)
        events.emit({ type: 'custody-changed' })
      }
      if ((reviewer.from === 'given' || reviewer.from === 'made') && reviewer.keep && jwt !== null) {
        await ways.note(profileId, place.way)
        await keptReviewers.keep(profileId, place, { host: config.host, jwt })
        events.emit({ type: 'custody-changed' })
      }
      return stateOf(profileId, mount, await readConfig(session, mount, context.signal))
    },

    lookAtReviewer: async ({ jwt }) => lookAtReviewer(jwt),

    forgetReviewer: async ({ profileId, mount }) => {
      await keptReviewers.forget(profileId, await placeOf(profileId, mount))
      events.emit({ type: 'custody-changed' })
      return {}
    },
  } satisfies Partial<Handlers<'kubernetes'>>
}
