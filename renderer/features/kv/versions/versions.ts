/** Actions on the versions of a secret. Pure. */
import type { SecretVersion } from '../../../../electron/contract/kvHistory.ts'

/** An action that asks for confirmation. */
export type VersionAction =
  | { readonly kind: 'rollback'; readonly from: number }
  | { readonly kind: 'deleteLatest'; readonly version: number | undefined }
  | { readonly kind: 'delete' | 'undelete' | 'destroy'; readonly versions: readonly number[] }
  | { readonly kind: 'deleteAll' }

/** What deleting a secret removes: its newest version; if that is already deleted, everything that is left. */
export function removalOf(state: SecretVersion['state'] | undefined, newest: number | undefined): VersionAction {
  const isGone = state === 'deleted' || state === 'destroyed'
  return isGone ? { kind: 'deleteAll' } : { kind: 'deleteLatest', version: newest }
}

/** The versions that an action changes, in ascending order. */
export function affected(
  kind: 'delete' | 'undelete' | 'destroy',
  versions: readonly Pick<SecretVersion, 'number' | 'state'>[],
): number[] {
  const fits = {
    delete: ['live', 'scheduled'],
    undelete: ['deleted'],
    destroy: ['live', 'scheduled', 'deleted'],
  }[kind]
  return versions
    .filter(({ state }) => fits.includes(state))
    .map(({ number }) => number)
    .sort((a, b) => a - b)
}

/** `1–3, 7`: consecutive numbers are joined. Ascending numbers. */
export function listOfNumbers(numbers: readonly number[]): string {
  const runs: [from: number, to: number][] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last !== undefined && number === last[1] + 1) last[1] = number
    else runs.push([number, number])
  }
  return runs
    .map(([from, to]) => (from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}–${to}`))
    .join(', ')
}

/** The text that the person types before versions are destroyed: it names them. The same in every language. */
export const destroyPhrase = (numbers: readonly number[]): string =>
  `destroy ${listOfNumbers(numbers).replaceAll('–', '-')}`
