import { useState } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { textOfJson } from '../shared/json.ts'
import type { SecretPlace } from '../shared/names.ts'

type Values = ReadonlyMap<string, string>

export interface ComparedValues {
  readonly problem: unknown
  forgetProblem(): void
  isShown(key: string): boolean
  /** The value as a person reads it; null if that side has no such key. */
  textOf(side: 'a' | 'b', key: string): string | null
  /** Fetches both sides of these keys and shows them. Never rejects: see `problem`. */
  show(keys: readonly string[]): Promise<void>
  hide(key: string): void
  hideAll(): void
  /** Both whole versions, as JSON texts by key; or null, with a problem. */
  whole(): Promise<{ a: Values; b: Values } | null>
}

/** The values of two versions that the person asked to see, for as long as the comparison is on the page. */
export function useComparedValues(
  profileId: string,
  { mount, path }: SecretPlace,
  a: number,
  b: number,
): ComparedValues {
  // SECURITY: the only copy in the page; hiding and leaving drop it.
  const [shown, setShown] = useState<ReadonlyMap<string, { a: string | null; b: string | null }>>(new Map())
  const [problem, setProblem] = useState<unknown>(null)

  const fetchSide = async (version: number, keys?: readonly string[]): Promise<Values> => {
    const answer = await valueOf(
      bridge.kv.reveal({ at: { profileId, mount, path }, version, ...(keys !== undefined && { keys: [...keys] }) }),
    )
    return new Map(answer.entries.map(({ key, json }) => [key, json]))
  }
  const both = async (keys?: readonly string[]) => {
    try {
      const [inA, inB] = await Promise.all([fetchSide(a, keys), fetchSide(b, keys)])
      setProblem(null)
      return { a: inA, b: inB }
    } catch (thrown) {
      setProblem(thrown)
      return null
    }
  }
  const textIn = (side: Values, key: string): string | null => {
    const json = side.get(key)
    return json === undefined ? null : textOfJson(json)
  }

  return {
    problem,
    forgetProblem: () => setProblem(null),
    isShown: (key) => shown.has(key),
    textOf: (side, key) => shown.get(key)?.[side] ?? null,
    show: async (keys) => {
      const sides = await both(keys)
      if (sides === null) return
      setShown(
        (before) =>
          new Map([
            ...before,
            ...keys.map((key) => [key, { a: textIn(sides.a, key), b: textIn(sides.b, key) }] as const),
          ]),
      )
    },
    hide: (key) => setShown((before) => new Map([...before].filter(([each]) => each !== key))),
    hideAll: () => setShown(new Map()),
    whole: () => both(),
  }
}
