/**
 * The app's side of a role as YAML: everything that a pod needs to sign in with it and to read a secret, in the usual
 * ways. Each text is complete and can be applied as it is, except for the image of the app.
 */
import { stringify } from 'yaml'
import { apiPath, bare, type ManifestPlan } from './manifestPlan.ts'

type Json = Readonly<Record<string, unknown>>

export const manifestKinds = ['app', 'agent', 'csi', 'operator', 'vso', 'reviewer'] as const
export type ManifestKind = (typeof manifestKinds)[number]

/** Where the token is in the pod. */
export const tokenPath = '/var/run/secrets/vault/token'
/** Seconds. The shortest that Kubernetes gives; the kubelet renews it in time. */
const tokenSeconds = 600
const image = 'registry.example.com/app:1.0'

/** Objects as one YAML text, a line of dashes between two. */
export const asYaml = (objects: readonly Json[]): string =>
  objects.map((object) => stringify(object, { lineWidth: 0, version: '1.1' })).join('---\n')

/** The objects of one kind of manifest, in the order in which they are applied. */
export function manifestOf(kind: ManifestKind, plan: ManifestPlan): Json[] {
  switch (kind) {
    case 'app':
      return [serviceAccount(plan), ...authority(plan), deployment(plan, appPod(plan)), service(plan)]
    case 'agent':
      return [serviceAccount(plan), ...authority(plan), deployment(plan, agentPod(plan))]
    case 'csi':
      return [serviceAccount(plan), secretProviderClass(plan), deployment(plan, csiPod(plan))]
    case 'operator':
      return [serviceAccount(plan), ...authority(plan), secretStore(plan), externalSecret(plan)]
    case 'vso':
      return [serviceAccount(plan), ...authority(plan), vaultConnection(plan), vaultAuth(plan), vaultStaticSecret(plan)]
    case 'reviewer':
      return reviewer()
  }
}

const labels = ({ app }: ManifestPlan): Json => ({ 'app.kubernetes.io/name': app })
const metadata = (plan: ManifestPlan, name: string): Json => ({ name, namespace: plan.namespace, labels: labels(plan) })

const serviceAccount = (plan: ManifestPlan): Json => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: plan.serviceAccount, namespace: plan.namespace },
})

const caSecret = ({ app }: ManifestPlan): string => `${app}-vault-ca`
const caFile = 'ca.crt'
const caFolder = '/etc/vault-ca'

/** The CA of the server's certificate, in a Secret because the injector and the operators read it from one. */
const authority = (plan: ManifestPlan): Json[] =>
  plan.caPem === ''
    ? []
    : [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: metadata(plan, caSecret(plan)),
          type: 'Opaque',
          stringData: { [caFile]: plan.caPem },
        },
      ]

interface PodParts {
  readonly annotations?: Json
  readonly env?: readonly Json[]
  readonly mounts?: readonly Json[]
  readonly volumes?: readonly Json[]
}

/**
 * A container as the restricted profile of Pod Security Standards requires it, with resources and probes.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
const container = (plan: ManifestPlan, { env, mounts = [] }: PodParts): Json => ({
  name: plan.app,
  image,
  ports: [{ name: 'http', containerPort: 8080 }],
  ...(env === undefined ? {} : { env }),
  resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
  startupProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 2, failureThreshold: 30 },
  readinessProbe: { httpGet: { path: '/healthz', port: 'http' } },
  livenessProbe: { httpGet: { path: '/healthz', port: 'http' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, ...mounts],
})

const deployment = (plan: ManifestPlan, parts: PodParts): Json => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadata(plan, plan.app),
  spec: {
    replicas: 1,
    selector: { matchLabels: labels(plan) },
    template: {
      metadata: {
        labels: labels(plan),
        ...(parts.annotations === undefined ? {} : { annotations: parts.annotations }),
      },
      spec: {
        serviceAccountName: plan.serviceAccount,
        // The token for the server has a volume of its own; the one for Kubernetes is not needed.
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [container(plan, parts)],
        volumes: [{ name: 'tmp', emptyDir: {} }, ...(parts.volumes ?? [])],
      },
    },
  },
})

const service = (plan: ManifestPlan): Json => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata(plan, plan.app),
  spec: { selector: labels(plan), ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
})

/** A token only for the role's audience, refreshed by the kubelet. */
const tokenVolume = ({ audience }: ManifestPlan): Json => ({
  name: 'vault-token',
  projected: {
    sources: [
      {
        serviceAccountToken: {
          path: 'token',
          expirationSeconds: tokenSeconds,
          ...(audience === '' ? {} : { audience }),
        },
      },
    ],
  },
})

const tokenMount: Json = { name: 'vault-token', mountPath: tokenPath.replace(/\/token$/, ''), readOnly: true }

function appPod(plan: ManifestPlan): PodParts {
  const variables: Readonly<Record<string, string>> = {
    VAULT_ADDR: plan.vaultAddress,
    ...(plan.vaultNamespace === '' ? {} : { VAULT_NAMESPACE: plan.vaultNamespace }),
    VAULT_AUTH_PATH: `auth/${bare(plan.mount)}`,
    VAULT_ROLE: plan.role,
    VAULT_SECRET: apiPath(plan.secret),
    JWT_PATH: tokenPath,
    ...(plan.caPem === '' ? {} : { VAULT_CACERT: `${caFolder}/${caFile}` }),
  }
  return {
    env: Object.entries(variables).map(([name, value]) => ({ name, value })),
    mounts: [tokenMount, ...(plan.caPem === '' ? [] : [{ name: 'vault-ca', mountPath: caFolder, readOnly: true }])],
    volumes: [
      tokenVolume(plan),
      ...(plan.caPem === '' ? [] : [{ name: 'vault-ca', secret: { secretName: caSecret(plan) } }]),
    ],
  }
}

/** https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations */
function agentPod(plan: ManifestPlan): PodParts {
  const of = (name: string) => `vault.hashicorp.com/${name}`
  const file = 'config'
  const path = apiPath(plan.secret)
  const from = plan.secret.kvVersion === 2 ? '.Data.data' : '.Data'
  return {
    annotations: {
      [of('agent-inject')]: 'true',
      [of('service')]: plan.vaultAddress,
      ...(plan.vaultNamespace === '' ? {} : { [of('namespace')]: plan.vaultNamespace }),
      [of('auth-path')]: `auth/${bare(plan.mount)}`,
      [of('role')]: plan.role,
      [of('agent-service-account-token-volume-name')]: 'vault-token',
      // The injector mounts that Secret at /vault/tls.
      ...(plan.caPem === '' ? {} : { [of('tls-secret')]: caSecret(plan), [of('ca-cert')]: `/vault/tls/${caFile}` }),
      [of(`agent-inject-secret-${file}`)]: path,
      [of(`agent-inject-template-${file}`)]:
        `{{- with secret ${JSON.stringify(path)} }}\n{{- range $key, $value := ${from} }}\n{{ $key }}={{ $value }}\n{{- end }}\n{{- end }}\n`,
    },
    volumes: [tokenVolume(plan)],
    mounts: [tokenMount],
  }
}

/** https://developer.hashicorp.com/vault/docs/platform/k8s/csi/configurations */
const secretProviderClass = (plan: ManifestPlan): Json => ({
  apiVersion: 'secrets-store.csi.x-k8s.io/v1',
  kind: 'SecretProviderClass',
  metadata: metadata(plan, plan.app),
  spec: {
    provider: 'vault',
    parameters: {
      vaultAddress: plan.vaultAddress,
      // A path in the provider's own pod: the Helm chart's `csi.volumes` and `csi.volumeMounts` put the file there.
      ...(plan.caPem === '' ? {} : { vaultCACertPath: `/vault/tls/${caFile}` }),
      ...(plan.vaultNamespace === '' ? {} : { vaultNamespace: plan.vaultNamespace }),
      vaultKubernetesMountPath: bare(plan.mount),
      roleName: plan.role,
      ...(plan.audience === '' ? {} : { audience: plan.audience }),
      // A text of its own: the driver passes it to the provider unchanged.
      objects: stringify(
        (plan.keys.length === 0 ? [null] : plan.keys).map((key) => ({
          objectName: key === null ? 'config' : key,
          secretPath: apiPath(plan.secret),
          ...(key === null ? {} : { secretKey: key }),
        })),
        { lineWidth: 0 },
      ),
    },
  },
})

const csiPod = (plan: ManifestPlan): PodParts => ({
  mounts: [{ name: 'secrets', mountPath: '/mnt/secrets', readOnly: true }],
  volumes: [
    {
      name: 'secrets',
      csi: {
        driver: 'secrets-store.csi.k8s.io',
        readOnly: true,
        volumeAttributes: { secretProviderClass: plan.app },
      },
    },
  ],
})

/** https://external-secrets.io/latest/provider/hashicorp-vault/ */
const secretStore = (plan: ManifestPlan): Json => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'SecretStore',
  metadata: metadata(plan, plan.app),
  spec: {
    provider: {
      vault: {
        server: plan.vaultAddress,
        ...(plan.vaultNamespace === '' ? {} : { namespace: plan.vaultNamespace }),
        path: bare(plan.secret.mount),
        version: `v${plan.secret.kvVersion}`,
        ...(plan.caPem === '' ? {} : { caProvider: { type: 'Secret', name: caSecret(plan), key: caFile } }),
        auth: {
          kubernetes: {
            mountPath: bare(plan.mount),
            role: plan.role,
            serviceAccountRef: {
              name: plan.serviceAccount,
              ...(plan.audience === '' ? {} : { audiences: [plan.audience] }),
            },
          },
        },
      },
    },
  },
})

const externalSecret = (plan: ManifestPlan): Json => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: metadata(plan, plan.app),
  spec: {
    refreshInterval: '1m',
    secretStoreRef: { kind: 'SecretStore', name: plan.app },
    target: { name: plan.app },
    dataFrom: [{ extract: { key: plan.secret.path } }],
  },
})

/** https://developer.hashicorp.com/vault/docs/deploy/kubernetes/vso/api-reference */
const vaultConnection = (plan: ManifestPlan): Json => ({
  apiVersion: 'secrets.hashicorp.com/v1beta1',
  kind: 'VaultConnection',
  metadata: metadata(plan, plan.app),
  spec: {
    address: plan.vaultAddress,
    ...(plan.caPem === '' ? {} : { caCertSecretRef: caSecret(plan) }),
  },
})

const vaultAuth = (plan: ManifestPlan): Json => ({
  apiVersion: 'secrets.hashicorp.com/v1beta1',
  kind: 'VaultAuth',
  metadata: metadata(plan, plan.app),
  spec: {
    vaultConnectionRef: plan.app,
    ...(plan.vaultNamespace === '' ? {} : { namespace: plan.vaultNamespace }),
    method: 'kubernetes',
    mount: bare(plan.mount),
    kubernetes: {
      role: plan.role,
      serviceAccount: plan.serviceAccount,
      ...(plan.audience === '' ? {} : { audiences: [plan.audience] }),
      tokenExpirationSeconds: tokenSeconds,
    },
  },
})

const vaultStaticSecret = (plan: ManifestPlan): Json => ({
  apiVersion: 'secrets.hashicorp.com/v1beta1',
  kind: 'VaultStaticSecret',
  metadata: metadata(plan, plan.app),
  spec: {
    vaultAuthRef: plan.app,
    mount: bare(plan.secret.mount),
    path: plan.secret.path,
    type: `kv-v${plan.secret.kvVersion}`,
    refreshAfter: '60s',
    destination: { name: plan.app, create: true },
    // Pods that read the Secret as variables see a new version only after a restart.
    rolloutRestartTargets: [{ kind: 'Deployment', name: plan.app }],
  },
})

/**
 * Lets an account ask Kubernetes whether a token is valid. https://developer.hashicorp.com/vault/docs/auth/kubernetes
 */
function reviewer(): Json[] {
  const name = 'vault-reviewer'
  const namespace = 'default'
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
    // A token that does not end, for a server that runs outside the cluster.
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace, annotations: { 'kubernetes.io/service-account.name': name } },
      type: 'kubernetes.io/service-account-token',
    },
  ]
}
