/** The combined effect of the settings of a secret and of its engine, for every combination that differs. */
import { describe, expect, it } from 'vitest'
import { effectiveSettings, type OwnSettings } from '../../electron/vault/kvEffective.ts'

const own = (more: Partial<OwnSettings> = {}): OwnSettings => ({
  maxVersions: 0,
  deleteVersionAfter: 0,
  casRequired: false,
  ...more,
})
const engine = (more: Partial<{ maxVersions: number; deleteVersionAfter: string; casRequired: boolean }> = {}) => ({
  maxVersions: 0,
  deleteVersionAfter: '0s',
  casRequired: false,
  ...more,
})

describe('the settings of a secret together with those of its engine', () => {
  it.each([
    [0, 0, 10, 'default'],
    [0, 1, 1, 'engine'],
    [1, 0, 1, 'secret'],
    [5, 5, 5, 'secret'],
    [5, 6, 6, 'engine'],
    [6, 5, 6, 'secret'],
  ])('keep versions with own %i and engine %i: %i by %s', (mine, its, effective, from) => {
    const { maxVersions } = effectiveSettings(own({ maxVersions: mine }), engine({ maxVersions: its }))
    expect(maxVersions).toEqual({ own: mine, effective, from })
  })

  it.each([
    [0, '0s', 0, 'default'],
    [0, '1m', 60, 'engine'],
    [60, '0s', 60, 'secret'],
    [60, '1m', 60, 'secret'],
    [59, '1m', 59, 'secret'],
    [61, '1m', 60, 'engine'],
    [0, '-1s', 0, 'engine'],
    [60, '-1s', 0, 'engine'],
  ])('delete versions with own %i s and engine %s: %i s by %s', (mine, its, effective, from) => {
    const settings = effectiveSettings(own({ deleteVersionAfter: mine }), engine({ deleteVersionAfter: its }))
    expect(settings.deleteVersionAfter).toEqual({ own: mine, effective, from })
  })

  it.each([
    [false, false, false, 'default'],
    [false, true, true, 'engine'],
    [true, false, true, 'secret'],
    [true, true, true, 'secret'],
  ])('require check-and-set with own %s and engine %s: %s by %s', (mine, its, effective, from) => {
    const { casRequired } = effectiveSettings(own({ casRequired: mine }), engine({ casRequired: its }))
    expect(casRequired).toEqual({ own: mine, effective, from })
  })

  it("leave the engine's decision unknown if its settings cannot be read", () => {
    expect(effectiveSettings(own({ maxVersions: 3, deleteVersionAfter: 60 }), null)).toEqual({
      maxVersions: { own: 3, from: 'unknown' },
      deleteVersionAfter: { own: 60, from: 'unknown' },
      casRequired: { own: false, from: 'unknown' },
    })
    expect(effectiveSettings(own({ casRequired: true }), null).casRequired).toEqual({
      own: true,
      effective: true,
      from: 'secret',
    })
  })
})
