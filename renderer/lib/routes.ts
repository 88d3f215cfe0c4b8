/**
 * Every place of the app as an address, written in one file so that no page builds one by hand.
 * Addresses are in the fragment (`#`) and hold names of places, never a value.
 */
import { useRouter } from '@tanstack/react-router'

export interface KvPlace {
  readonly mount: string
  /** Empty or ending in `/`: a folder; else a secret. */
  readonly path: string
  /** A version of the secret other than the current one. */
  readonly version?: number
  /** Another version, to be compared with `version`. */
  readonly compare?: number
  /** `edit` opens the editor, `new` an empty one for a secret that does not exist yet. */
  readonly mode?: 'edit' | 'new'
  /** The editing session whose draft is resumed. */
  readonly draft?: string | undefined
}

export type KubernetesTab = 'roles' | 'config' | 'doctor' | 'manifests'

const query = (fields: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined)
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}

const unlessEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text)

export const routes = {
  home: () => '/',
  connections: () => '/connections',
  /** `address` was typed on the first screen; it is tested at once unless it came from elsewhere. */
  newConnection: (address?: string, { isTested = true }: { readonly isTested?: boolean } = {}) =>
    `/connections/new${query({ address, test: isTested ? undefined : 'no' })}`,
  editConnection: (profileId: string) => `/connections/${profileId}`,
  practice: () => '/practice',
  settings: () => '/settings',
  keychain: () => '/keychain',
  /** The first page of a connection. */
  server: (profileId: string) => `/c/${profileId}`,
  seal: (profileId: string) => `/c/${profileId}/seal`,
  engines: (profileId: string) => `/c/${profileId}/secrets`,
  kv: (profileId: string, { mount, path, version, compare, mode, draft }: KvPlace) =>
    `/c/${profileId}/kv${query({
      mount,
      path: unlessEmpty(path),
      version: version?.toString(),
      compare: compare?.toString(),
      mode,
      draft: unlessEmpty(draft),
    })}`,
  policies: (profileId: string) => `/c/${profileId}/policies`,
  /** A policy by its name, which may hold slashes. */
  policy: (profileId: string, name: string, draft?: string) =>
    `/c/${profileId}/policies${query({ name, draft: unlessEmpty(draft) })}`,
  /** A new policy; `draft` names the draft to resume. */
  newPolicy: (profileId: string, draft?: string) => `/c/${profileId}/policies${query({ mode: 'new', draft })}`,
  exportPolicies: (profileId: string) => `/c/${profileId}/policies${query({ mode: 'export' })}`,
  importPolicies: (profileId: string) => `/c/${profileId}/policies${query({ mode: 'import' })}`,
  /** Grants access to a secret or a folder. */
  grant: (profileId: string, { mount, path }: Pick<KvPlace, 'mount' | 'path'>) =>
    `/c/${profileId}/policies${query({ mode: 'grant', mount, path: unlessEmpty(path) })}`,
  /** The mounts of Kubernetes auth. */
  kubernetes: (profileId: string) => `/c/${profileId}/kubernetes`,
  /** `role` is preselected in the doctor and for the manifests. */
  kubernetesMount: (profileId: string, mount: string, tab?: KubernetesTab, role?: string) =>
    `/c/${profileId}/kubernetes/mount${query({ mount, tab, role })}`,
  kubernetesRole: (profileId: string, mount: string, role: string, draft?: string) =>
    `/c/${profileId}/kubernetes/role${query({ mount, role, draft: unlessEmpty(draft) })}`,
  /** A role that does not exist yet; with `like`, one that starts as a copy. */
  newKubernetesRole: (profileId: string, mount: string, like?: string, draft?: string) =>
    `/c/${profileId}/kubernetes/role${query({ mount, like, draft: unlessEmpty(draft) })}`,
  access: (profileId: string) => `/c/${profileId}/access`,
} as const

/** Opens a place of `routes`; `replace` replaces the current step of the history. */
export function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const { history } = useRouter()
  return (href, options) => (options?.replace === true ? history.replace(href) : history.push(href))
}
