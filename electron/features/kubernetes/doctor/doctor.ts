import { randomUUID } from 'node:crypto'
import { Failure } from '../../../contract/failure.ts'
import type { DryRunOutcome } from '../../../contract/kubeconfig.ts'
import type { TokenView } from '../../../contract/kubernetesDoctor.ts'
import { bareJwt, readJwt } from '../../../kubernetes/jwt.ts'
import { clusterOf } from '../../../kubernetes/cluster.ts'
import { describeKubeconfig } from '../../../kubernetes/describeKubeconfig.ts'
import { tryObject } from '../../../kubernetes/dryRun.ts'
import { loadText } from '../../../kubernetes/kubeconfig.ts'
import { listNamespaces, listServiceAccounts, requestToken } from '../../../kubernetes/objects.ts'
import { readCertificates } from '../../../base/tls/certificates.ts'
import { requireEnginePath } from '../../../vault/serverPaths.ts'
import { entriesOf } from '../../../vault/kvEntries.ts'
import { createClusters } from './clusters.ts'
import { clusterFacts, noClusterFacts } from './clusterFacts.ts'
import { diagnose, lookFrom, mountFacts } from './findings.ts'
import type { DoctorSession } from './doctorSession.ts'
import type { CallContext, Handlers } from '../../../core/handler.ts'
import { consentIfHeld } from '../../../core/consent/heldConsent.ts'
import type { KvPlace } from '../../../core/kv/kvVersions.ts'
import {
  asRefusal,
  describeLogin,
  endPod,
  openOwnWay,
  readAsPod,
  signInAsPod,
  type Refusal,
  type SecretPlace,
} from './podTrial.ts'
import { watchAsPod, type Watches } from './podWatch.ts'
import type { Services } from '../../../core/services.ts'
import { wayOf } from '../../../storage/profiles/way.ts'

/** The maximum number of dropped kubeconfigs in memory. */
const maxGiven = 5

/** Kubeconfigs, and the doctor for Kubernetes sign-ins. */
export function doctorHandlers(
  services: Services,
  holds: DoctorSession,
): {
  readonly kubeconfig: Handlers<'kubeconfig'>
  readonly kubernetesDoctor: Handlers<'kubernetesDoctor'>
} {
  const { servers, profiles, kvVersions, keptReviewers } = services
  const clusters = createClusters(services, holds)
  const watches: Watches = new Map()

  function view(profileId: string, jwt: string): TokenView {
    const read = readJwt(jwt)
    return { ...read, id: read.claims === null ? null : holds.tokens.keep(profileId, bareJwt(jwt)) }
  }
  /** Returns the KV engine of a mount, as far as the person can see it. */
  const placeOf = async (profileId: string, mount: string, context: CallContext): Promise<KvPlace | null> => {
    try {
      return await kvVersions.of(profileId, mount, await servers.authenticated(profileId, context))
    } catch (problem) {
      if (problem instanceof Failure && problem.code === 'permission-denied') return null
      throw problem
    }
  }
  /** Returns the reviewer that is stored here for a mount at its current address. */
  const keptReviewer = async (profileId: string, mount: string) => {
    const way = servers.signedInOn(profileId) ?? wayOf(await profiles.get(profileId))
    return keptReviewers.read(profileId, { way, mount }).catch((problem: unknown) => {
      if (problem instanceof Failure && problem.code === 'file-unreadable') return null
      throw problem
    })
  }
  async function readWith(
    session: Parameters<typeof readAsPod>[0],
    profileId: string,
    secret: SecretPlace | undefined,
    context: CallContext,
  ) {
    if (secret === undefined) return { read: null, readRefusal: null }
    try {
      const place = await placeOf(profileId, secret.mount, context)
      const { read, data } = await readAsPod(session, secret, place, context.signal)
      return { read: { ...read, id: holds.reads.keep(profileId, data) }, readRefusal: null }
    } catch (problem) {
      return { read: null, readRefusal: asRefusal(problem) }
    }
  }

  return {
    kubeconfig: {
      give: async ({ text }) => {
        const id = randomUUID()
        holds.kubeconfigs.set(id, await loadText(text))
        const [oldest] = holds.kubeconfigs.keys()
        if (holds.kubeconfigs.size > maxGiven && oldest !== undefined) holds.kubeconfigs.delete(oldest)
        return { id }
      },
      read: async ({ source }) =>
        describeKubeconfig(await clusters.load(source), {
          environment: services.deps.environment,
          isAllowed: await (await services.allowed()).check(),
        }),
      allow: async ({ access }, context) => {
        await clusters.allow(access, context)
        return {}
      },
      cluster: async ({ source, context: name }) => {
        const loaded = await clusters.load(source)
        await clusters.requireFiles(loaded, name)
        const { server, caPem } = await clusterOf(loaded, name)
        // SECURITY: the kubeconfig may name any file of the person, so only certificates cross to the window
        // (docs/security.md, "Kubernetes").
        const authority = caPem === null ? null : readCertificates(caPem).map(({ pem }) => pem)
        return { server, caPem: authority === null ? null : authority.join('') }
      },
      namespaces: ({ access }, { signal }) =>
        clusters.inside(access, signal, async (cluster) => ({ names: await listNamespaces(cluster, signal) })),
      serviceAccounts: ({ access, namespace }, { signal }) =>
        clusters.inside(access, signal, async (cluster) => ({
          names: await listServiceAccounts(cluster, namespace, signal),
        })),
      dryRun: ({ access, objects }, { signal }) =>
        clusters.inside(access, signal, async (cluster) => {
          const outcomes: DryRunOutcome[] = []
          for (const json of objects) outcomes.push(await tryObject(cluster, json, signal))
          return { outcomes }
        }),
    },

    kubernetesDoctor: {
      takeToken: async ({ profileId, jwt }) => view(profileId, jwt),

      makeToken: async ({ profileId, access, ...wish }, context) => {
        const { name, address } = await profiles.get(profileId)
        const jwt = await clusters.inside(access, context.signal, async (cluster) => {
          // SECURITY: a page could make a token of any account and send it anywhere (docs/security.md, "Consent").
          const account = `${wish.namespace}/${wish.serviceAccount}`
          const act = { kind: 'make-token', account, seconds: wish.seconds, destination: cluster.server } as const
          await services.consent.require({ ...act, connection: name, address }, context)
          return requestToken(cluster, wish, context.signal)
        })
        return view(profileId, jwt)
      },

      revealToken: async ({ profileId, tokenId }) => ({ jwt: holds.tokens.get(profileId, tokenId) }),

      check: async ({ profileId, tokenId, mount, role, access }, context) => {
        const jwt = holds.tokens.get(profileId, tokenId)
        const token = readJwt(jwt)
        const person = await servers.authenticated(profileId, context)
        const facts = await mountFacts(person, { mount, role }, context.signal)
        const ofCluster =
          access === undefined
            ? noClusterFacts
            : await clusterFacts(clusters, { access, jwt: null, token, ...facts, kept: null }, context.signal)
        const { conditions, reasons } = diagnose({ jwt, token, facts, ofCluster, look: null, outcome: null })
        return {
          conditions,
          reasons,
          clockAhead: facts.ahead === null ? null : Math.round(facts.ahead / 1000),
          roleProblem: facts.roleProblem,
        }
      },

      tryLogin: async ({ profileId, tokenId, mount, role, secret, access, look }, context) => {
        const { signal } = context
        if (secret !== undefined) requireEnginePath(secret.mount)
        const jwt = holds.tokens.get(profileId, tokenId)
        const token = readJwt(jwt)
        const person = await servers.authenticated(profileId, context)
        const facts = await mountFacts(person, { mount, role }, signal)
        const [ofCluster, seen] = await Promise.all([
          access === undefined
            ? noClusterFacts
            : clusterFacts(
                clusters,
                { access, jwt, token, ...facts, kept: await keptReviewer(profileId, mount) },
                signal,
              ),
          look ? lookFrom(facts.config, signal) : null,
        ])
        const nothing = { login: null, refusal: null, read: null, readRefusal: null, revoked: null }
        const told = { review: ofCluster.review, look: seen }
        const diagnosed = { jwt, token, facts, ofCluster, look: seen }
        const transport = await openOwnWay(services, profileId)
        try {
          // SECURITY: read again, now that the way is open. If the person has signed out in the meantime, or has
          // changed the connection's address, nothing is sent (docs/security.md, "Kubernetes").
          const pod = { mount, role, jwt: holds.tokens.get(profileId, tokenId) }
          const signedIn = await signInAsPod(services, profileId, transport, pod, context).catch(
            (problem: unknown): { readonly refusal: Refusal } => ({ refusal: asRefusal(problem) }),
          )
          if ('refusal' in signedIn) {
            const { refusal } = signedIn
            return { ...nothing, ...told, refusal, ...diagnose({ ...diagnosed, outcome: refusal }) }
          }
          let done
          try {
            done = {
              login: await describeLogin(signedIn.login, mount, person, signal),
              ...(await readWith(signedIn.session, profileId, secret, context)),
            }
          } catch (problem) {
            await endPod(services, profileId, signedIn)
            throw problem
          }
          const revoked = await endPod(services, profileId, signedIn)
          return { ...nothing, ...told, ...done, revoked, ...diagnose({ ...diagnosed, outcome: 'accepted' }) }
        } finally {
          await transport.close()
        }
      },

      revealRead: async ({ profileId, readId }, context) => {
        const entries = entriesOf(holds.reads.get(profileId, readId))
        await consentIfHeld(services, { profileId, place: '' }, entries, context)
        return { entries }
      },

      watch: async function* ({ profileId, tokenId, mount, role, secret, seconds }, context) {
        requireEnginePath(secret.mount)
        const place = await placeOf(profileId, secret.mount, context)
        const jwt = holds.tokens.get(profileId, tokenId)
        const options = { profileId, pod: { mount, role, jwt }, secret, place, seconds }
        return yield* watchAsPod(services, { holds, watches }, options, context)
      },

      endWatch: async ({ watchId }) => {
        watches.get(watchId)?.()
        return {}
      },
    },
  }
}
