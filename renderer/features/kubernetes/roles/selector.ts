/** A selector of namespaces: JSON or YAML, checked as soon as the YAML parser is loaded. */
import { useEffect, useState } from 'react'

type ReadYaml = (text: string) => unknown

/** The YAML parser, loaded when it is first needed; null until then. */
export function useYaml(isWanted: boolean): ReadYaml | null {
  const [read, setRead] = useState<ReadYaml | null>(null)
  useEffect(() => {
    if (!isWanted || read !== null) return
    void import('yaml').then(({ parse }) =>
      setRead(
        () =>
          (text: string): unknown =>
            parse(text),
      ),
    )
  }, [isWanted, read])
  return read
}

/** Maximum number of characters, as in the core (electron/kubernetes/selector.ts). */
const maxLength = 8 * 1024

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Whether it is empty, or a label selector as the servers accept it: of Kubernetes' own two ways, only `matchLabels`.
 * Without a parser the answer is true. A key that the servers would ignore is refused: the rest would match every
 * namespace.
 */
export function isSelector(text: string, read: ReadYaml | null): boolean {
  if (text.trim() === '' || read === null) return true
  if (text.length > maxLength) return false
  let value: unknown
  try {
    value = read(text)
  } catch {
    return false
  }
  if (!isObject(value)) return false
  const { matchLabels, matchExpressions, ...others } = value
  if (Object.keys(others).length > 0 || (matchExpressions ?? null) !== null) return false
  const labels = matchLabels ?? {}
  // In YAML the servers read `5` and `true` as texts.
  return isObject(labels) && Object.values(labels).every((label) => typeof label !== 'object')
}
