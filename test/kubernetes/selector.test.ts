/** A role's selector is stored on a server: no content of it can block the app. */
import { expect, it } from 'vitest'
import { readSelector } from '../../electron/kubernetes/selector.ts'

it('A selector is read up to a realistic number of labels, and left unparsed beyond that', () => {
  const labels = (count: number) =>
    `matchLabels:\n${Array.from({ length: count }, (_, index) => `  k${index}: v`).join('\n')}`
  expect(readSelector(labels(200))).toMatchObject({ kind: 'labels', labels: { k0: 'v', k199: 'v' } })
  expect(readSelector(labels(40_000))).toEqual({ kind: 'unreadable' })
})
