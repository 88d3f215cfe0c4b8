/** How the place of a draft is written and parsed: which editor of a connection it belongs to. */

const starts = {
  secret: 'secret:',
  policy: 'policy:',
  newPolicy: 'new-policy:',
  role: 'kubernetes-role:',
  config: 'kubernetes-config:',
} as const

export const draftPlaces = {
  /** By its name in the CLI; for a new secret, by that of its folder. */
  secret: (cliName: string): string => starts.secret + cliName,
  policy: (name: string): string => starts.policy + name,
  /** Each new policy has a place of its own, so that two do not overwrite each other. */
  newPolicy: (id: string): string => starts.newPolicy + id,
  /** A role of Kubernetes auth; its name is empty for a new one. */
  role: (mount: string, name: string): string => `${starts.role}${mount}\n${name}`,
  /** The configuration of a mount of Kubernetes auth. */
  config: (mount: string): string => starts.config + mount,
} as const

export type DraftPlace =
  | { readonly kind: 'secret' | 'policy' | 'newPolicy' | 'config'; readonly name: string }
  | { readonly kind: 'role'; readonly mount: string; readonly name: string }

/** Reads what `draftPlaces` wrote; a text with no known prefix is the name of a secret. */
export function readDraftPlace(place: string): DraftPlace {
  for (const kind of ['policy', 'newPolicy', 'config', 'secret'] as const) {
    if (place.startsWith(starts[kind])) return { kind, name: place.slice(starts[kind].length) }
  }
  if (!place.startsWith(starts.role)) return { kind: 'secret', name: place }
  const [mount = '', name = ''] = place.slice(starts.role.length).split('\n')
  return { kind: 'role', mount, name }
}
