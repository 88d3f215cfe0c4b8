/** A mount's configuration. API: https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#configure-method */
import { z } from 'zod'
import type { KubernetesConfig } from '../contract/kubernetes.ts'
import { configNames, reviewerName, reviewerSetName } from '../contract/kubernetesNames.ts'
import { parseBody } from '../base/http/answer.ts'
import { answerBounds } from '../base/http/answerBounds.ts'
import { shortList } from '../base/json/bounded.ts'
import { notFound, refuseWrapped, saysNothingHere } from './responseChecks.ts'
import { membersOf, unknownFields } from './kubernetesFields.ts'
import { authPoint } from './kubernetesMounts.ts'
import type { VaultSession } from './session.ts'

const text = z
  .string()
  .max(1024 * 1024)
  .default('')

const Read = z.object({
  data: z.looseObject({
    [configNames.host]: text,
    [configNames.caPem]: text,
    [configNames.pemKeys]: shortList(text, 1000).nullish(),
    [configNames.issuer]: text,
    [configNames.disableIssValidation]: z.boolean().default(true),
    [configNames.disableLocalCaJwt]: z.boolean().default(false),
    [configNames.annotationsAsAliasMetadata]: z.boolean().optional(),
    [reviewerSetName]: z.boolean().optional(),
  }),
})

const known: ReadonlySet<string> = new Set([...Object.values(configNames), reviewerName, reviewerSetName])

/** The configuration of a mount. */
export interface ReadConfig {
  readonly config: KubernetesConfig
  /** Whether it has a reviewer's JWT. Null if the server does not report it (plugins before 0.18). */
  readonly reviewerSet: boolean | null
}

/**
 * Returns the configuration, or null before the first one. API: `GET /auth/:mount/config`
 * @throws Failure `not-found` if the mount does not exist.
 */
export async function readConfig(
  session: VaultSession,
  mount: string,
  signal?: AbortSignal,
): Promise<ReadConfig | null> {
  const path = `${authPoint(mount)}/config`
  const answer = await session.request({ method: 'GET', path, expect: [404], signal, bound: answerBounds.lists })
  if (saysNothingHere(answer)) return null
  if (answer.status === 404) throw notFound(answer, 'There is no auth method at this mount.')
  refuseWrapped(answer)
  const { data } = parseBody(Read, answer)
  return {
    config: {
      host: data[configNames.host],
      caPem: data[configNames.caPem],
      pemKeys: data[configNames.pemKeys] ?? [],
      issuer: data[configNames.issuer],
      disableIssValidation: data[configNames.disableIssValidation],
      disableLocalCaJwt: data[configNames.disableLocalCaJwt],
      annotationsAsAliasMetadata: data[configNames.annotationsAsAliasMetadata] ?? null,
      more: unknownFields(data, known),
    },
    reviewerSet: data[reviewerSetName] ?? null,
  }
}

/**
 * Replaces the whole configuration: fields that are left out are reset, including the reviewer's JWT. API: `POST
 * /auth/:mount/config`. @throws Failure `rejected` with the server's message.
 */
export async function replaceConfig(
  session: VaultSession,
  mount: string,
  config: KubernetesConfig,
  reviewerJwt: string | null,
): Promise<void> {
  const { annotationsAsAliasMetadata } = config
  await session.request({
    method: 'POST',
    path: `${authPoint(mount)}/config`,
    body: {
      ...membersOf(config.more),
      [configNames.host]: config.host,
      [configNames.caPem]: config.caPem,
      [configNames.pemKeys]: config.pemKeys,
      [configNames.issuer]: config.issuer,
      [configNames.disableIssValidation]: config.disableIssValidation,
      [configNames.disableLocalCaJwt]: config.disableLocalCaJwt,
      ...(annotationsAsAliasMetadata === null
        ? {}
        : { [configNames.annotationsAsAliasMetadata]: annotationsAsAliasMetadata }),
      ...(reviewerJwt === null ? {} : { [reviewerName]: reviewerJwt }),
    },
  })
}
