/** The shape of a kubeconfig. https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
import { z } from 'zod'

const text = z.string().max(8192)
const optional = text.nullish().transform((value) => value ?? '')
/** A certificate, a key or a token. */
const credential = z
  .string()
  .max(1024 * 1024)
  .nullish()
  .transform((value) => value ?? '')
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .max(10_000)
    .nullish()
    .transform((list) => list ?? [])

export const Cluster = z.object({
  server: optional,
  'certificate-authority': optional,
  'certificate-authority-data': credential,
  'insecure-skip-tls-verify': flag,
  'tls-server-name': optional,
  'proxy-url': optional,
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
  'as-groups': listOf(text),
  exec: Exec.nullish(),
  'auth-provider': z.unknown().optional(),
})
export type User = z.output<typeof User>

export const Context = z.object({ cluster: optional, user: optional, namespace: optional })
export type Context = z.output<typeof Context>

const Entry = z.looseObject({ name: text.min(1) })

/** An entry that is not of its shape is left out, so that one broken context does not hide the others. */
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
