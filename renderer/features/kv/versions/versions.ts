/** What can be done with the versions of a secret. Pure. */
import type { SecretVersion } from '../../../../electron/contract/kvHistory.ts'

/** Something that is asked before it is done. */
export type VersionAction =
  | { readonly kind: 'rollback'; readonly from: number }
  | { readonly kind: 'deleteLatest'; readonly version: number | undefined }
  | { readonly kind: 'delete' | 'undelete' | 'destroy'; readonly versions: readonly number[] }
  | { readonly kind: 'deleteAll' }

/** What deleting a secret means: its newest version goes; where that is gone already, everything that is left. */
export function removalOf(state: SecretVersion['state'] | undefined, newest: number | undefined): VersionAction {
  const isGone = state === 'deleted' || state === 'destroyed'
  return isGone ? { kind: 'deleteAll' } : { kind: 'deleteLatest', version: newest }
}

/** Which of the versions an action makes a difference to, in ascending order. */
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

/** `1–3, 7`: runs of numbers are drawn together. Ascending numbers. */
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

/** What is typed before versions are destroyed: it names them. The same in every language. */
export const destroyPhrase = (numbers: readonly number[]): string =>
  `destroy ${listOfNumbers(numbers).replaceAll('–', '-')}`
