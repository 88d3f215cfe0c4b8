/**
 * The kinds of the CSI driver, of External Secrets and of Vault Secrets Operator, with only the fields that our
 * manifests use.
 */
type Json = Readonly<Record<string, unknown>>

const text = { type: 'string' }
const object = (properties: Json, ...required: string[]): Json => ({
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required }),
})
const list = (items: Json): Json => ({ type: 'array', items })

function crd(group: string, kind: string, plural: string, spec: Json, version = 'v1'): Json {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: object({ spec }, 'spec') } }],
    },
  }
}

const kubernetesAuth = object(
  {
    mountPath: text,
    role: text,
    serviceAccountRef: object({ name: text, namespace: text, audiences: list(text) }, 'name'),
  },
  'mountPath',
  'role',
)
const vault = object(
  {
    server: text,
    namespace: text,
    path: text,
    version: { type: 'string', enum: ['v1', 'v2'] },
    auth: object({ kubernetes: kubernetesAuth }),
    caProvider: object(
      { type: { type: 'string', enum: ['Secret', 'ConfigMap'] }, name: text, key: text },
      'type',
      'name',
    ),
  },
  'server',
)

export const customKinds: readonly Json[] = [
  crd(
    'secrets-store.csi.x-k8s.io',
    'SecretProviderClass',
    'secretproviderclasses',
    object({ provider: text, parameters: { type: 'object', additionalProperties: text } }),
  ),
  crd('external-secrets.io', 'SecretStore', 'secretstores', object({ provider: object({ vault }) }, 'provider')),
  crd(
    'external-secrets.io',
    'ExternalSecret',
    'externalsecrets',
    object({
      refreshInterval: text,
      secretStoreRef: object({ name: text, kind: { type: 'string', enum: ['SecretStore', 'ClusterSecretStore'] } }),
      target: object({ name: text }),
      dataFrom: list(object({ extract: object({ key: text }, 'key') })),
    }),
  ),
  crd(
    'secrets.hashicorp.com',
    'VaultConnection',
    'vaultconnections',
    object({ address: text, caCertSecretRef: text }, 'address'),
    'v1beta1',
  ),
  crd(
    'secrets.hashicorp.com',
    'VaultAuth',
    'vaultauths',
    object(
      {
        vaultConnectionRef: text,
        namespace: text,
        method: { type: 'string', enum: ['kubernetes', 'jwt', 'appRole', 'aws'] },
        mount: text,
        kubernetes: object(
          {
            role: text,
            serviceAccount: text,
            audiences: list(text),
            tokenExpirationSeconds: { type: 'integer', format: 'int64', minimum: 600 },
          },
          'role',
          'serviceAccount',
        ),
      },
      'method',
      'mount',
    ),
    'v1beta1',
  ),
  crd(
    'secrets.hashicorp.com',
    'VaultStaticSecret',
    'vaultstaticsecrets',
    object(
      {
        vaultAuthRef: text,
        mount: text,
        path: text,
        type: { type: 'string', enum: ['kv-v1', 'kv-v2'] },
        refreshAfter: { type: 'string', pattern: String.raw`^([0-9]+(\.[0-9]+)?(s|m|h))$` },
        destination: object({ name: text, create: { type: 'boolean' } }, 'name'),
        rolloutRestartTargets: list(
          object(
            { kind: { type: 'string', enum: ['Deployment', 'DaemonSet', 'StatefulSet'] }, name: text },
            'kind',
            'name',
          ),
        ),
      },
      'destination',
      'mount',
      'path',
      'type',
    ),
    'v1beta1',
  ),
]
