import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Duration } from '../../../electron/contract/mounts.ts'
import { amountOf, durationOf, secondsOfAmount, secondsOfDuration } from '../../../renderer/lib/durations.ts'
import { mountPathProblem, toMountPath } from '../../../renderer/lib/mountPath.ts'
import { changesOf } from '../../../renderer/features/kv/engines/tuning.ts'

const seconds = fc.nat({ max: 1_000_000_000 })

describe('a duration', () => {
  it('is parsed from the server’s format', () => {
    expect(['72h0m0s', '1h30m', '0s', '', '90s', '30d'].map(secondsOfDuration)).toEqual([
      259_200, 5400, 0, 0, 90, 2_592_000,
    ])
  })

  it('is shown in its largest whole unit', () => {
    expect([amountOf(259_200), amountOf(5400), amountOf(0)]).toEqual([
      { amount: 3, unit: 'd' },
      { amount: 90, unit: 'm' },
      { amount: 0, unit: 'h' },
    ])
  })

  it('is unchanged to the second by formatting and parsing, and is sent in the contract’s format', () => {
    fc.assert(
      fc.property(seconds, (each) => {
        expect(secondsOfAmount(amountOf(each))).toBe(each)
        expect(secondsOfDuration(durationOf(each))).toBe(each)
        expect(Duration.safeParse(durationOf(each)).success).toBe(true)
      }),
    )
  })
})

describe('the settings of a mount', () => {
  const before = {
    description: 'web',
    defaultLeaseTtl: { amount: 1, unit: 'h' as const },
    maxLeaseTtl: { amount: 0, unit: 'h' as const },
    maxVersions: 0,
    casRequired: false,
    deleteAfter: { amount: 0, unit: 'h' as const },
  }

  it('are not sent if nothing was changed, or only the unit', () => {
    expect(changesOf(before, before)).toEqual({})
    expect(
      changesOf(before, { ...before, defaultLeaseTtl: { amount: 60, unit: 'm' }, maxVersions: Number.NaN }),
    ).toEqual({})
  })

  it('are sent individually', () => {
    expect(changesOf(before, { ...before, description: '' })).toEqual({ description: '' })
    expect(changesOf(before, { ...before, casRequired: true, maxVersions: 3 })).toEqual({
      casRequired: true,
      maxVersions: 3,
    })
    expect(
      changesOf(before, {
        ...before,
        defaultLeaseTtl: { amount: 0, unit: 'd' },
        deleteAfter: { amount: 2, unit: 'd' },
      }),
    ).toEqual({ defaultLeaseTtl: '0', deleteVersionAfter: '172800s' })
  })
})

describe('the path of a mount', () => {
  it('is accepted with or without surrounding slashes', () => {
    expect(['secret', '/secret/', ' team/kv '].map(toMountPath)).toEqual(['secret/', 'secret/', 'team/kv/'])
  })

  it('has at least one name between its slashes', () => {
    expect(['', '/', 'a//b', '..', 'a/./b', 'kv'].map(mountPathProblem)).toEqual([
      'empty',
      'empty',
      'illegal',
      'illegal',
      'illegal',
      null,
    ])
  })
})
