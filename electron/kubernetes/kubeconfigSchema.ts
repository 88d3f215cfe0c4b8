/**
 * The schema of a kubeconfig, whose scalars are texts (`kubeconfigText.ts`).
 * https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
 */
import { z } from 'zod'
import type { KubeContext } from '../contract/kubeconfig.ts'

const text = z.string().max(8192)
const optional = text.nullish().transform((value) => value ?? '')
/** A certificate, a key or a token. */
const credential = z
  .string()
  .max(1024 * 1024)
  .nullish()
  .transform((value) => value ?? '')
/** A boolean of YAML 1.1, as its text (https://yaml.org/type/bool.html). */
const flag = z
  .string()
  .regex(/^(?:y|yes|true|on|n|no|false|off)?$/i)
  .nullish()
  .transform((value) => /^(?:y|yes|true|on)$/i.test(value ?? ''))
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .max(10_000)
    .nullish()
    .transform((list) => list ?? [])

/** The extension of a cluster that a user's program gets with `provideClusterInfo`. */
const execExtension = 'client.authentication.k8s.io/exec'

export const Cluster = z.object({
  server: optional,
  'certificate-authority': optional,
  'certificate-authority-data': credential,
  'insecure-skip-tls-verify': flag,
  'tls-server-name': optional,
  'proxy-url': optional,
  extensions: z
    .unknown()
    .optional()
    .transform((list) => {
      const found = z.array(z.object({ name: z.unknown(), extension: z.unknown() })).safeParse(list)
      return found.data?.find(({ name }) => name === execExtension)?.extension
    }),
})
export type Cluster = z.output<typeof Cluster>

export const Exec = z.object({
  apiVersion: optional,
  command: text.min(1),
  args: listOf(text),
  env: listOf(z.object({ name: text.min(1), value: text })),
  installHint: optional,
  provideClusterInfo: flag,
  interactiveMode: optional,
})
export type Exec = z.output<typeof Exec>

export const User = z.object({
  token: credential,
  tokenFile: optional,
  'client-certificate': optional,
  'client-certificate-data': credential,
  'client-key': optional,
  'client-key-data': credential,
  as: optional,
  'as-uid': optional,
  'as-groups': listOf(text),
  'as-user-extra': z
    .record(text, listOf(text))
    .nullish()
    .transform((extra) => extra ?? {}),
  username: optional,
  password: credential,
  exec: Exec.nullish(),
  'auth-provider': z.unknown().optional(),
})
export type User = z.output<typeof User>

/** Returns the kind of a user's credentials. */
export function signInOf(user: User): KubeContext['signIn'] {
  // In order of priority.
  if (user.exec !== null && user.exec !== undefined) return 'exec'
  if (user.tokenFile !== '') return 'token-file'
  if (user.token !== '') return 'token'
  return user['client-certificate'] !== '' || user['client-certificate-data'] !== '' ? 'certificate' : 'nothing'
}

export const Context = z.object({ cluster: optional, user: optional, namespace: optional })
export type Context = z.output<typeof Context>

const Entry = z.looseObject({ name: text.min(1) })

/** An entry that does not match its schema is left out, so that one broken context does not hide the others. */
const entries = <T extends z.ZodType>(member: 'cluster' | 'user' | 'context', item: T) =>
  listOf(z.unknown()).transform((list) =>
    list.flatMap((given): [string, z.output<T>][] => {
      const entry = Entry.safeParse(given)
      const value = item.safeParse(entry.data?.[member] ?? {})
      return entry.success && value.success ? [[entry.data.name, value.data]] : []
    }),
  )

export const KubeconfigFile = z.object({
  kind: z.literal('Config').nullish(),
  'current-context': optional,
  clusters: entries('cluster', Cluster),
  users: entries('user', User),
  contexts: entries('context', Context),
})
export type KubeconfigFile = z.output<typeof KubeconfigFile>
