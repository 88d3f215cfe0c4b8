/** A selector of namespaces: JSON or YAML, looked at as soon as the reader of YAML is there. */
import { useEffect, useState } from 'react'

type ReadYaml = (text: string) => unknown

/** The reader of YAML, loaded when it is first wanted; null until then. */
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

/** Characters, as the core reads them (electron/kubernetes/selector.ts). */
const maxLength = 8 * 1024

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Is it empty, or a label selector as the servers take it: of Kubernetes' own two ways, `matchLabels` alone? Without a
 * reader it may be one. A key that the servers would pass over is refused: what it leaves fits every namespace.
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
  // In YAML the servers take `5` and `true` as texts.
  return isObject(labels) && Object.values(labels).every((label) => typeof label !== 'object')
}
