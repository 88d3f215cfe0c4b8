/** A role's namespace selector: a label selector as JSON or YAML. The auth method accepts only `matchLabels`. */
import { parse } from 'yaml'
import { z } from 'zod'

export type Labels = Readonly<Record<string, string>>

export type ReadSelector =
  | { readonly kind: 'labels'; readonly labels: Labels }
  | { readonly kind: 'unreadable' }
  /** `matchExpressions`, which the server refuses at every sign-in. */
  | { readonly kind: 'expressions' }

const Selector = z.object({
  // In YAML the server accepts `5` and `true` as texts.
  matchLabels: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
  matchExpressions: z.array(z.unknown()).nullish(),
})

/** Characters. Nested brackets of 64 KiB take the parser almost a second, and a page reads every role. */
const maxLength = 8 * 1024

/**
 * Reads it as the server does; a selector of more than 8 KiB is not read.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export function readSelector(selector: string): ReadSelector {
  if (selector.length > maxLength) return { kind: 'unreadable' }
  let value: unknown
  try {
    value = parse(selector, { maxAliasCount: 20, logLevel: 'error' })
  } catch {
    return { kind: 'unreadable' }
  }
  const read = Selector.safeParse(value)
  if (!read.success) return { kind: 'unreadable' }
  if (read.data.matchExpressions !== undefined && read.data.matchExpressions !== null) return { kind: 'expressions' }
  return { kind: 'labels', labels: read.data.matchLabels ?? {} }
}

/** Whether a namespace has all of these labels. An empty selector matches every namespace. */
export const selectorFits = (wanted: Labels, labels: Labels): boolean =>
  Object.entries(wanted).every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value)
