import { describe, expect, it } from 'vitest'
import { secondsOfGoDuration } from '../../electron/vault/duration.ts'
import { effectiveSettings } from '../../electron/vault/kvEffective.ts'
import { readMetadata } from '../../electron/vault/kvMetadata.ts'
import type { VaultSession } from '../../electron/vault/session.ts'
import { failureOf } from './asking.ts'

describe('a Go duration', () => {
  it.each([
    ['0s', 0],
    ['72h0m0s', 259_200],
    ['1m30.5s', 91],
    ['-1s', -1],
    ['-1h0m0s', -3600],
    ['400ms', 0],
    ['2562047h47m16.854775807s', 9_223_372_037],
    ['', 0],
    ['soon', 0],
    ['1h later', 0],
  ])('converts to seconds: %j is %i', (text, seconds) => expect(secondsOfGoDuration(text)).toBe(seconds))
})

describe('the effective settings of a secret and its engine', () => {
  const none = { maxVersions: 0, deleteVersionAfter: 0, casRequired: false }
  const engine = (maxVersions: number, deleteVersionAfter: string, casRequired = false) => ({
    maxVersions,
    deleteVersionAfter,
    casRequired,
  })

  it('use the larger number of versions, by default 10', () => {
    const versions = (own: number, of: number) =>
      effectiveSettings({ ...none, maxVersions: own }, engine(of, '0s')).maxVersions
    expect(versions(0, 0)).toEqual({ own: 0, effective: 10, from: 'default' })
    expect(versions(3, 0)).toEqual({ own: 3, effective: 3, from: 'secret' })
    expect(versions(3, 5)).toEqual({ own: 3, effective: 5, from: 'engine' })
    expect(versions(7, 5)).toEqual({ own: 7, effective: 7, from: 'secret' })
  })

  it('use the shorter lifetime of a version, which an engine can switch off', () => {
    const after = (own: number, of: string) =>
      effectiveSettings({ ...none, deleteVersionAfter: own }, engine(0, of)).deleteVersionAfter
    expect(after(0, '0s')).toEqual({ own: 0, effective: 0, from: 'default' })
    expect(after(0, '1h0m0s')).toEqual({ own: 0, effective: 3600, from: 'engine' })
    expect(after(60, '1h0m0s')).toEqual({ own: 60, effective: 60, from: 'secret' })
    expect(after(7200, '1h0m0s')).toEqual({ own: 7200, effective: 3600, from: 'engine' })
    expect(after(60, '0s')).toEqual({ own: 60, effective: 60, from: 'secret' })
    expect(after(60, '-1s')).toEqual({ own: 60, effective: 0, from: 'engine' })
  })

  it('require check-and-set if either does, even if only one is readable', () => {
    const cas = (own: boolean, of: boolean) =>
      effectiveSettings({ ...none, casRequired: own }, engine(0, '0s', of)).casRequired
    expect([cas(false, false), cas(true, false), cas(false, true)]).toEqual([
      { own: false, effective: false, from: 'default' },
      { own: true, effective: true, from: 'secret' },
      { own: false, effective: true, from: 'engine' },
    ])
    expect(effectiveSettings({ ...none, casRequired: true }, null).casRequired.effective).toBe(true)
    expect(effectiveSettings(none, null).casRequired).toEqual({ own: false, from: 'unknown' })
  })
})

describe('an answer with metadata', () => {
  const at = { mount: 'secret/', path: 'a' }
  const data = (more: Readonly<Record<string, unknown>> = {}) => ({
    current_version: 1,
    oldest_version: 0,
    created_time: '2026-01-01T00:00:00.123456789Z',
    updated_time: '2026-01-01T00:00:00Z',
    max_versions: 0,
    cas_required: false,
    delete_version_after: '0s',
    custom_metadata: null,
    versions: { '1': { created_time: '2026-01-01T00:00:00Z', deletion_time: '', destroyed: false } },
    ...more,
  })
  const answering = (body: unknown, serverTime?: number): VaultSession => ({
    request: async () => ({
      status: 200,
      body,
      warnings: [],
      latencyMs: 1,
      ...(serverTime === undefined ? {} : { serverTime }),
    }),
  })
  const read = (body: unknown, serverTime?: number) =>
    readMetadata(answering(body, serverTime), at, Promise.resolve(null))

  it('is read without authors from a server that does not report them', async () => {
    const { versions, lastUpdatedBy } = await read({ data: data() })
    expect(versions).toEqual([{ number: 1, createdAt: '2026-01-01T00:00:00.000Z', state: 'live' }])
    expect(lastUpdatedBy).toBeUndefined()
  })

  it('of an older server is read without the fields that the server lacks', async () => {
    const { current_version, versions } = data()
    const found = await read({ data: { current_version, versions } })
    expect(found).toMatchObject({ currentVersion: 1, customMetadata: [], casRequired: { own: false } })
    expect(found.createdAt).toBeUndefined()
  })

  it('is evaluated with the server’s clock: a scheduled deletion has happened only if that clock says so', async () => {
    const versions = { '1': { created_time: '2026-01-01T00:00:00Z', deletion_time: '2030-06-01T00:00:00Z' } }
    const stateAt = async (time: string) =>
      (await read({ data: data({ versions }) }, Date.parse(time))).versions[0]?.state
    expect(await stateAt('2030-05-31T23:59:59Z')).toBe('scheduled')
    expect(await stateAt('2030-06-01T00:00:01Z')).toBe('deleted')
  })

  it.each([
    ['a version that is no number', data({ versions: { one: {} } })],
    ['a version without a time', data({ versions: { '1': { deletion_time: '' } } })],
    ['custom metadata that is a list', data({ custom_metadata: ['hunter2'] })],
    ['custom metadata that is no text', data({ custom_metadata: { a: { hunter2: 1 } } })],
    ['nothing', undefined],
  ])('is refused, and not repeated: %s', async (_what, of) => {
    const failure = await failureOf(read({ data: of }))
    expect(failure.code).toBe('answer-invalid')
    expect(JSON.stringify(failure.error)).not.toContain('hunter2')
  })
})
