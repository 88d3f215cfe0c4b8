/**
 * The requests of a save, and its result if the secret is not the version that was opened. The test plays the server.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Entry, Secret, WriteBase } from '../../../electron/contract/kv.ts'
import type { ErrorCode, Result } from '../../../electron/contract/result.ts'
import type { Save } from '../../../renderer/features/kv/editor/saveSecret.ts'
import { rowsOf } from '../../../renderer/features/kv/editor/rows.ts'
import { CallFailed } from '../../../renderer/lib/call.ts'

const entry = (key: string, json: string): Entry => ({ key, json })
const at = { profileId: 'p', mount: 'secret/', path: 'app/db' }

/** The secret on the server; null if the path has none. */
let held: { readonly secret: Secret; readonly entries: readonly Entry[] } | null
/** Errors by call; the last one repeats. Without one, the call succeeds. */
let errors: Partial<Record<string, (ErrorCode | null)[]>>
let sent: [call: string, input: object][]

const failed = (code: ErrorCode): Result<never> => ({
  ok: false,
  error: { code, message: `the server said ${code}`, retryable: false },
})
function answer(call: string, value: () => unknown) {
  return async (_id: number, input: { readonly at?: unknown }): Promise<Result<unknown>> => {
    const { at: where, ...rest } = input
    expect(where).toEqual(at)
    sent.push([call, rest])
    const next = errors[call]
    const code = next !== undefined && next.length > 1 ? next.shift() : next?.[0]
    if (code !== undefined && code !== null) return failed(code)
    if (held === null && (call === 'read' || call === 'reveal')) return failed('not-found')
    return { ok: true, value: value(), warnings: call === 'read' ? [] : ['careful'] }
  }
}
const kv = {
  read: answer('read', () => held?.secret),
  reveal: answer('reveal', () => ({ entries: held?.entries })),
  write: answer('write', () => ({ version: 8 })),
  patch: answer('patch', () => ({ version: 9 })),
}
vi.stubGlobal('window', Object.assign(new EventTarget(), { strongroom: { kv, cancel: () => undefined } }))
const { chooseRequest, resolveConflict, saveSecret } =
  await import('../../../renderer/features/kv/editor/saveSecret.ts')

function hold(entries: readonly Entry[], facts: Partial<Secret> = { version: 7 }): void {
  const fields = entries.map(({ key }) => ({ key, type: 'string' }))
  held = { secret: { state: 'current', fields, ...facts } as unknown as Secret, entries }
}
beforeEach(() => {
  held = null
  errors = {}
  sent = []
})

const opened = [entry('a', '"1"'), entry('b', '"2"')]
const version: WriteBase = { kind: 'version', version: 3 }
const save = (change: Partial<Save>): Save => ({ at, entries: opened, base: version, rows: rowsOf(opened), ...change })
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (thrown: unknown) => (thrown instanceof CallFailed ? thrown.error.code : thrown),
  )

describe('a save', () => {
  it('sends the changes, on top of the version that was opened', async () => {
    const entries = [entry('a', '"new"'), entry('c', '3')]
    expect(
      await saveSecret(save({ rows: rowsOf([...opened, entry('d', '4')]), entries: [...entries, entry('d', '4')] })),
    ).toEqual({
      kind: 'saved',
      version: 9,
      warnings: ['careful'],
    })
    expect(sent).toEqual([['patch', { set: entries, remove: ['b'], base: version }]])
  })

  it.each<[string, readonly Entry[]]>([
    ['nothing changed', opened],
    ['every key changed', [entry('a', '"x"'), entry('b', '"y"')]],
    ['every key is new', [entry('c', '"x"')]],
  ])('sends the whole secret if %s', async (_when, entries) => {
    expect(await saveSecret(save({ entries }))).toEqual({ kind: 'saved', version: 8, warnings: ['careful'] })
    expect(sent).toEqual([['write', { entries, base: version }]])
  })

  it.each<WriteBase>([{ kind: 'new' }, { kind: 'fingerprint', fingerprint: 'f' }])(
    'sends the whole secret if it has no version: $kind',
    async (base) => {
      const entries = [entry('a', '"1"'), entry('b', '"new"')]
      await saveSecret(save({ entries, base }))
      expect(sent).toEqual([['write', { entries, base }]])
    },
  )

  it('without reading sends only the keys to set and to remove', async () => {
    const entries = [entry('a', '"x"')]
    expect(await saveSecret(save({ entries, remove: ['z'], base: { kind: 'blind' }, rows: [] }))).toMatchObject({
      version: 9,
    })
    expect(sent).toEqual([['patch', { set: entries, remove: ['z'], base: { kind: 'blind' } }]])
  })

  it('without reading reports every error unchanged', async () => {
    hold(opened)
    for (const code of ['cas-mismatch', 'not-found', 'permission-denied'] as const) {
      errors = { patch: [code] }
      expect(await errorOf(saveSecret(save({ remove: [], base: { kind: 'blind' } })))).toBe(code)
    }
    expect(sent.map(([call]) => call)).toEqual(['patch', 'patch', 'patch'])
  })

  it('reports an error that is not about the version, without a read', async () => {
    errors = { write: ['permission-denied'] }
    expect(await errorOf(saveSecret(save({})))).toBe('permission-denied')
    errors = { write: ['not-found'] }
    expect(await errorOf(saveSecret(save({})))).toBe('not-found')
    expect(sent.map(([call]) => call)).toEqual(['write', 'write'])
    errors = { patch: ['permission-denied'] }
    expect(await errorOf(saveSecret(save({ entries: [entry('a', '"x"'), entry('b', '"2"')] })))).toBe(
      'permission-denied',
    )
    expect(sent.map(([call]) => call)).toEqual(['write', 'write', 'patch'])
  })
})

describe('a save on top of a version that is no longer the newest', () => {
  const mine = [entry('a', '"mine"'), entry('b', '"2"')]

  it('is a conflict with the secret on the server, and writes nothing', async () => {
    hold([entry('a', '"theirs"')])
    errors = { patch: ['cas-mismatch'] }
    expect(await saveSecret(save({ entries: mine }))).toEqual({
      kind: 'conflict',
      theirs: { base: { kind: 'version', version: 7 }, secret: held?.secret, entries: [entry('a', '"theirs"')] },
    })
    expect(sent.map(([call]) => call)).toEqual(['patch', 'read', 'reveal'])
  })

  it('already happened if the server has exactly these values', async () => {
    hold([entry('b', '"2"'), entry('a', '"mine"')])
    errors = { patch: ['cas-mismatch'] }
    expect(await saveSecret(save({ entries: mine }))).toEqual({ kind: 'already-there', version: 7 })
  })

  it('did not happen if the same values were deleted again', async () => {
    hold([], { version: 7, state: 'deleted' })
    errors = { write: ['cas-mismatch'] }
    expect(await saveSecret(save({ entries: [], rows: [] }))).toMatchObject({
      kind: 'conflict',
      theirs: { entries: [] },
    })
  })

  it.each<[string, ErrorCode]>([
    ['removed', 'not-found'],
    ['replaced by nothing', 'cas-mismatch'],
  ])('is a conflict without their values if the secret was %s', async (_how, code) => {
    errors = { patch: [code] }
    expect(await saveSecret(save({ entries: mine }))).toEqual({
      kind: 'conflict',
      theirs: { base: { kind: 'new' }, secret: null, entries: [] },
    })
  })

  it('fails with the error of the save if the secret may not be read', async () => {
    errors = { patch: ['cas-mismatch'], read: ['permission-denied'] }
    expect(await errorOf(saveSecret(save({ entries: mine })))).toBe('cas-mismatch')
    errors = { patch: ['cas-mismatch'], read: ['sealed'] }
    expect(await errorOf(saveSecret(save({ entries: mine })))).toBe('sealed')
  })

  it('remains a conflict if the values equal the opened ones, because a version was saved in between', async () => {
    hold(opened)
    errors = { patch: ['cas-mismatch'] }
    expect(await saveSecret(save({ entries: mine }))).toMatchObject({ kind: 'conflict' })
    expect(sent.map(([call]) => call)).toEqual(['patch', 'read', 'reveal'])
  })
})

describe('a save whose base can’t be compared', () => {
  const mine = [entry('a', '"mine"'), entry('b', '"2"')]
  const fingerprint: WriteBase = { kind: 'fingerprint', fingerprint: 'earlier' }

  it('with an old fingerprint uses the new one, if the values are those that were opened', async () => {
    hold(opened.toReversed(), { fingerprint: 'now' })
    errors = { write: ['cas-mismatch', null] }
    expect(await saveSecret(save({ entries: mine, base: fingerprint }))).toMatchObject({ kind: 'saved', version: 8 })
    expect(sent.map(([call]) => call)).toEqual(['write', 'read', 'reveal', 'write'])
    expect(sent[3]?.[1]).toEqual({ entries: mine, base: { kind: 'fingerprint', fingerprint: 'now' } })
  })

  it('with an old fingerprint is a conflict if the values differ', async () => {
    hold([entry('a', '"theirs"')], { fingerprint: 'now' })
    errors = { write: ['cas-mismatch'] }
    expect(await saveSecret(save({ entries: mine, base: fingerprint }))).toMatchObject({
      kind: 'conflict',
      theirs: { base: { kind: 'fingerprint', fingerprint: 'now' } },
    })
    expect(sent.map(([call]) => call)).toEqual(['write', 'read', 'reveal'])
  })

  it('in a mount that changed its version is based on the current secret', async () => {
    hold(opened, { fingerprint: 'now' })
    errors = { patch: ['cas-mismatch'] }
    expect(await saveSecret(save({ entries: mine }))).toMatchObject({ kind: 'saved', version: 8 })
    expect(sent.at(-1)).toEqual(['write', { entries: mine, base: { kind: 'fingerprint', fingerprint: 'now' } }])
    hold(opened)
    errors = { write: ['cas-mismatch', null] }
    sent = []
    expect(await saveSecret(save({ entries: mine, base: fingerprint }))).toMatchObject({ kind: 'saved', version: 8 })
    expect(sent.at(-1)).toEqual(['write', { entries: mine, base: { kind: 'version', version: 7 } }])
  })

  it('is a conflict if the secret was deleted since', async () => {
    hold([], { state: 'deleted', version: 7 })
    errors = { write: ['cas-mismatch'] }
    expect(await saveSecret(save({ entries: mine, base: fingerprint, rows: [] }))).toMatchObject({ kind: 'conflict' })
    expect(sent.map(([call]) => call)).toEqual(['write', 'read'])
  })
})

describe('a new secret', () => {
  const base: WriteBase = { kind: 'new' }
  const mine = [entry('a', '"mine"')]
  beforeEach(() => {
    errors = { write: ['cas-mismatch'] }
  })

  it('whose path is taken returns the existing secret, and writes nothing', async () => {
    hold([entry('a', '"theirs"')])
    expect(await saveSecret(save({ entries: mine, base, rows: [] }))).toEqual({
      kind: 'taken',
      theirs: { base: { kind: 'version', version: 7 }, secret: held?.secret, entries: [entry('a', '"theirs"')] },
    })
    expect(sent.map(([call]) => call)).toEqual(['write', 'read', 'reveal'])
  })

  it('does not overwrite a secret without keys at its path', async () => {
    hold([])
    expect(await saveSecret(save({ entries: mine, base, rows: [] }))).toMatchObject({ kind: 'taken' })
    expect(sent.map(([call]) => call)).toEqual(['write', 'read'])
  })

  it('that already exists was saved by an earlier attempt', async () => {
    hold(mine)
    expect(await saveSecret(save({ entries: mine, base, rows: [] }))).toEqual({ kind: 'already-there', version: 7 })
  })

  it('whose path is taken by an unreadable secret reports only that', async () => {
    errors['read'] = ['permission-denied']
    expect(await saveSecret(save({ entries: mine, base, rows: [] }))).toEqual({ kind: 'taken', theirs: null })
    errors['read'] = ['sealed']
    expect(await errorOf(saveSecret(save({ entries: mine, base, rows: [] })))).toBe('sealed')
  })

  it('whose path is free again is a conflict without their values', async () => {
    expect(await saveSecret(save({ entries: mine, base, rows: [] }))).toMatchObject({
      kind: 'conflict',
      theirs: { base: { kind: 'new' }, secret: null },
    })
  })
})

describe('the request of a save', () => {
  const blind: WriteBase = { kind: 'blind' }
  const changed = [entry('a', '"x"'), entry('b', '"2"')]

  it('is a patch of the changed keys, if others stay', () => {
    expect(chooseRequest(save({ entries: changed }))).toEqual({
      how: 'patch',
      set: [entry('a', '"x"')],
      remove: [],
      base: version,
    })
    expect(chooseRequest(save({ entries: [entry('b', '"2"')] }))).toEqual({
      how: 'patch',
      set: [],
      remove: ['a'],
      base: version,
    })
    expect(chooseRequest(save({ entries: changed, remove: ['z'], base: blind }))).toEqual({
      how: 'patch',
      set: changed,
      remove: ['z'],
      base: blind,
    })
  })

  it.each<[string, Partial<Save>]>([
    ['where nothing changed', {}],
    ['where no key stays', { entries: [entry('a', '"x"'), entry('b', '"y"')] }],
    ['in KV 1', { entries: changed, base: { kind: 'fingerprint', fingerprint: 'f' } }],
    ['for a new secret', { entries: changed, base: { kind: 'new' } }],
    ['over a secret that was not read', { entries: changed, base: blind }],
  ])('replaces the whole %s', (_when, change) => {
    expect(chooseRequest(save(change))).toEqual({ how: 'replace' })
  })
})

describe('a conflict', () => {
  const refusal = new CallFailed({ code: 'cas-mismatch', message: 'newer', retryable: false })

  it('reads the secret, and writes nothing if the values differ', async () => {
    hold([entry('a', '"theirs"')])
    expect(await resolveConflict(save({}), refusal)).toMatchObject({
      kind: 'conflict',
      theirs: { base: { kind: 'version', version: 7 }, entries: [entry('a', '"theirs"')] },
    })
    expect(sent.map(([call]) => call)).toEqual(['read', 'reveal'])
  })

  it('is thrown as the original refusal if the secret may not be read', async () => {
    errors = { read: ['permission-denied'] }
    await expect(resolveConflict(save({}), refusal)).rejects.toBe(refusal)
  })

  it('is not written again after a second refusal', async () => {
    hold(opened, { fingerprint: 'now' })
    errors = { write: ['cas-mismatch'] }
    const base: WriteBase = { kind: 'fingerprint', fingerprint: 'earlier' }
    expect(await errorOf(resolveConflict(save({ entries: [entry('a', '"x"')], base }), refusal))).toBe('cas-mismatch')
    expect(sent.map(([call]) => call)).toEqual(['read', 'reveal', 'write'])
  })
})
