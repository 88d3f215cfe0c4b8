/** A kubeconfig: the clusters that a person can reach, and their contents. Its credentials stay in the core. */
import { z } from 'zod'
import { mutation, query } from './define.ts'
import { FileHandle } from './files.ts'
import { limits } from './limits.ts'
import { tidied } from './text/tidied.ts'

/** A name of Kubernetes: a namespace, a service account, a context. */
export const KubernetesName = z.string().min(1).max(1024)

export const KubeconfigSource = z.discriminatedUnion('kind', [
  /** The files of `KUBECONFIG`, else `~/.kube/config`. */
  z.strictObject({ kind: z.literal('usual') }),
  /** A file that the person chose (`files`). */
  z.strictObject({ kind: z.literal('file'), handle: FileHandle }),
  /** A file that a window has supplied; see `give`. */
  z.strictObject({ kind: z.literal('given'), id: z.uuid() }),
])
export type KubeconfigSource = z.infer<typeof KubeconfigSource>

/** Access to a cluster. */
export const ClusterAccess = z.strictObject({
  source: KubeconfigSource,
  context: KubernetesName,
})
export type ClusterAccess = z.infer<typeof ClusterAccess>

export const ContextProblem = z.enum([
  'no-cluster',
  'no-user',
  'no-server',
  /** `10.0.0.1:6443`, or another scheme than http and https. */
  'no-scheme',
  /** A placeholder of a template, such as `https://<API_SERVER>`. `detail` names the field. */
  'placeholder',
  /** `kubectl config view` omits certificates, keys and tokens. `detail` names the field. */
  'printed-without-raw',
  /** A proxy that is not reached by http, https or socks5. */
  'proxy-unsupported',
  /** A user name and password, which API servers since Kubernetes 1.19 do not accept. */
  'basic-auth',
  /** Impersonation with groups, uid or extra values of a user that it does not name. */
  'acts-without-user',
  'file-missing',
  /**
   * A supplied text names a file or program of this computer, which only a kubeconfig that was chosen as a file may do.
   */
  'needs-path',
  'not-base64',
  'auth-provider',
  'not-verified',
])
export type ContextProblem = z.infer<typeof ContextProblem>

const text = z.string()

export const KubeContext = z.object({
  name: text,
  cluster: text,
  /** `https://…`; empty if the cluster has none. */
  server: text,
  namespace: text,
  user: text,
  signIn: z.enum(['token', 'token-file', 'certificate', 'exec', 'nothing']),
  /** The program that returns the credentials. */
  exec: z.object({ command: text, variables: z.array(text), installHint: text }).nullable(),
  /** Files outside of the kubeconfig's folder that it names. */
  files: z.array(text),
  /**
   * The proxy of the requests, without its password; null for none. `from` is `proxy-url`, or the name of the
   * environment variable.
   */
  proxy: z.object({ address: text, from: text }).nullable(),
  /** Whether the program or these files still need the person's consent; see `allow`. */
  needsConsent: z.boolean(),
  /** `detail` is a name or a path, never a credential. */
  problems: z.array(z.object({ code: ContextProblem, detail: text })),
})
export type KubeContext = z.infer<typeof KubeContext>

export const Kubeconfig = z.object({
  files: z.array(
    z.object({
      path: text,
      /** `written-by-app`: Strongroom wrote it, so a page may have composed it. */
      state: z.enum([
        'read',
        'missing',
        'unreadable',
        'too-large',
        'not-a-kubeconfig',
        'duplicate-key',
        'duplicate-name',
        'written-by-app',
      ]),
      /** Line of the error, or of the second of two duplicate keys or of two entries with one name. */
      line: z.int().optional(),
      /** What reading changed; absent for nothing. */
      tidied: z.array(z.enum(tidied)).readonly().optional(),
    }),
  ),
  /** The context that `kubectl` would use. */
  current: text.nullable(),
  contexts: z.array(KubeContext),
})
export type Kubeconfig = z.infer<typeof Kubeconfig>

/** The result of applying an object, as a dry run. */
export const DryRunOutcome = z.object({
  kind: text,
  name: text,
  /** Null for a cluster-scoped object. */
  namespace: text.nullable(),
  /**
   * `new`: it would be created. `there`: it exists, and would be changed. `no-kind`: the cluster does not know the
   * kind, because its operator or driver is not installed.
   */
  state: z.enum(['new', 'there', 'refused', 'denied', 'no-namespace', 'no-kind']),
  /** Kubernetes' own message of a refusal. */
  words: text,
  /** Warnings of the API server, such as pods that it would refuse (RFC 9111, section 5.5). */
  warnings: z.array(text).max(20),
})
export type DryRunOutcome = z.infer<typeof DryRunOutcome>

const names = z.object({ names: z.array(text) })

export const kubeconfig = {
  /**
   * Takes a kubeconfig's text, from a dropped file. None of its programs is run, and none of its files is read. It
   * stays in memory until the next lock.
   */
  give: mutation({
    input: z.strictObject({ text: z.string().max(limits.kubeconfig) }),
    output: z.object({ id: z.uuid() }),
  }),
  /** Reads it; runs no program and sends no request to a cluster. */
  read: query({ input: z.strictObject({ source: KubeconfigSource }), output: Kubeconfig }),
  /**
   * Asks for consent to the program and the files of a context, outside the page, and remembers it. Errors:
   * `consent-refused`, `program-not-found`.
   */
  allow: mutation({ input: z.strictObject({ access: ClusterAccess }), output: z.object({}) }),
  /** Returns a cluster's address and the CA of its certificate, for the settings of an auth mount. */
  cluster: query({
    input: z.strictObject({ source: KubeconfigSource, context: KubernetesName }),
    output: z.object({ server: text, caPem: text.nullable() }),
  }),
  /**
   * Returns the names of the namespaces, sorted. Errors: `confirmation-needed` before `allow`, `permission-denied`.
   * API: `GET /api/v1/namespaces`
   */
  namespaces: query({ input: z.strictObject({ access: ClusterAccess }), output: names }),
  /** Returns the names of a namespace's service accounts. API: `GET /api/v1/namespaces/:namespace/serviceaccounts` */
  serviceAccounts: query({
    input: z.strictObject({ access: ClusterAccess, namespace: KubernetesName }),
    output: names,
  }),
  /**
   * Sends objects of a manifest, each as JSON, to the API server as a dry run. Nothing is stored. Errors:
   * `confirmation-needed`, `unsupported` for a kind that no manifest has, `sign-in-refused`. API: `POST …?dryRun=All`,
   * for existing objects `PATCH …?dryRun=All` (server-side apply)
   */
  dryRun: mutation({
    input: z.strictObject({ access: ClusterAccess, objects: z.array(z.string().max(65_536)).min(1).max(10) }),
    output: z.object({ outcomes: z.array(DryRunOutcome) }),
  }),
}
