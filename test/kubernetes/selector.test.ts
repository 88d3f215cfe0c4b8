/** A role's selector comes from a server: what somebody wrote into it may not hold the app up. */
import { expect, it } from 'vitest'
import { readSelector } from '../../electron/kubernetes/selector.ts'

it('is read with as many labels as anybody has, and left alone beyond that', () => {
  const labels = (count: number) =>
    `matchLabels:\n${Array.from({ length: count }, (_, index) => `  k${index}: v`).join('\n')}`
  expect(readSelector(labels(200))).toMatchObject({ kind: 'labels', labels: { k0: 'v', k199: 'v' } })
  expect(readSelector(labels(40_000))).toEqual({ kind: 'unreadable' })
})
