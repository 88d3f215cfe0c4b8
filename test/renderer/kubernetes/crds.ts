/** The kinds of the CSI driver and of External Secrets, with the fields that our manifests use and no others. */
type Json = Readonly<Record<string, unknown>>

const text = { type: 'string' }
const object = (properties: Json, ...required: string[]): Json => ({
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required }),
})
const list = (items: Json): Json => ({ type: 'array', items })

function crd(group: string, kind: string, plural: string, spec: Json): Json {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: object({ spec }, 'spec') } }],
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
]
