/** Joins class names, leaving out what is absent. A CSS module's class is typed as perhaps undefined; the result is not. */
export function classNames(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}
