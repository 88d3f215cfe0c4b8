/** The checks, questions and changes, in their order, before a passphrase allows an act, in each shell. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { ConsentField } from '../../../electron/core/consent/act.ts'
import { Failure } from '../../../electron/contract/failure.ts'
import type { CallContext } from '../../../electron/core/handler.ts'
import { neverAborts } from '../../../electron/base/async/neverAborts.ts'
import {
  changePassphrase,
  chooseFirstPassphrase,
  requireFresh,
} from '../../../electron/core/consent/passphraseConsent.ts'
import type { Services } from '../../../electron/core/services.ts'

const context: CallContext = { signal: neverAborts, warn: () => undefined }
const act = { kind: 'allow-capture' } as const
const fromPage = 'a passphrase of a test'
const old = 'the passphrase of before'

/** The recorded events, in order. */
let told: string[]
/** The text that the person types outside the page; null: refuses every question. */
let types: Readonly<Record<ConsentField, string>> | null
/** Whether the keychain or the passphrase proves that the person can open the store. */
let confirms: boolean
beforeEach(() => {
  told = []
  types = { passphrase: old, newPassphrase: fromPage }
  confirms = true
})

type Shell = 'electron' | 'loopback'
type Kind = 'keychain' | 'passphrase' | 'memory'

/** Records its calls, as the store and the questions of `core/` answer. */
const services = (shell: Shell, kind: Kind) =>
  ({
    deps: { shell },
    store: {
      state: () => ({ kind, putAside: [] }),
      confirm: async (passphrase?: string) => {
        told.push(`confirms ${passphrase}`)
        if (!confirms) throw new Failure('passphrase-wrong', 'wrong')
      },
      usePassphrase: async (passphrase: string) => void told.push(`uses ${passphrase}`),
      changePassphrase: async (before: string, passphrase: string) =>
        void told.push(`changes ${before} to ${passphrase}`),
    },
    consent: {
      require: async ({ kind: asked }: { kind: string }) => {
        told.push(`asks ${asked}`)
        if (types === null) throw new Failure('consent-refused', 'refused')
      },
      requireTyped: async ({ kind: asked }: { kind: string }, fields: readonly ConsentField[]) => {
        told.push(`asks ${asked} for ${fields.join()}`)
        if (types === null) throw new Failure('consent-refused', 'refused')
        return Object.fromEntries(fields.map((field) => [field, types?.[field]]))
      },
    },
  }) as unknown as Pick<Services, 'consent' | 'deps' | 'store'>

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (problem: unknown) => (problem instanceof Failure ? problem.code : String(problem)),
  )

describe('@boundary an act on stored credentials', () => {
  const fresh = (shell: Shell, kind: Kind) => codeOf(requireFresh(services(shell, kind), act, fromPage, context))

  it('takes the passphrase that was typed outside the page, where the shell can ask for it', async () => {
    expect(await fresh('loopback', 'passphrase')).toBe('ok')
    expect(told).toEqual(['asks allow-capture for passphrase', `confirms ${old}`])
  })

  it.each<[Shell, Kind]>([
    ['electron', 'passphrase'],
    ['electron', 'keychain'],
    ['loopback', 'keychain'],
    ['loopback', 'memory'],
  ])('takes the proof of the store and a consent, in the %s shell with %s', async (shell, kind) => {
    expect(await fresh(shell, kind)).toBe('ok')
    expect(told).toEqual([`confirms ${fromPage}`, 'asks allow-capture'])
  })

  it('is refused without the proof, and without the consent', async () => {
    confirms = false
    expect([await fresh('electron', 'passphrase'), await fresh('loopback', 'passphrase')]).toEqual([
      'passphrase-wrong',
      'passphrase-wrong',
    ])
    expect(told).toEqual([`confirms ${fromPage}`, 'asks allow-capture for passphrase', `confirms ${old}`])
    confirms = true
    types = null
    expect([await fresh('electron', 'keychain'), await fresh('loopback', 'passphrase')]).toEqual([
      'consent-refused',
      'consent-refused',
    ])
  })
})

describe('@boundary the first passphrase', () => {
  const choose = (shell: Shell, kind: Kind, passphrase = fromPage) =>
    codeOf(chooseFirstPassphrase(services(shell, kind), passphrase, context))

  it.each<[Shell, string]>([
    ['electron', 'asks choose-passphrase'],
    ['loopback', 'asks choose-passphrase for newPassphrase'],
  ])('is used after the person has allowed it, in the %s shell', async (shell, question) => {
    expect(await choose(shell, 'memory')).toBe('ok')
    expect(told.splice(0)).toEqual([question, `uses ${fromPage}`])
    types = null
    expect(await choose(shell, 'memory')).toBe('consent-refused')
    expect(told).toEqual([question])
  })

  it('is the one that was typed outside the page, where the shell can ask for it', async () => {
    types = { passphrase: '', newPassphrase: 'another passphrase' }
    expect(await choose('loopback', 'memory')).toBe('passphrase-mismatch')
    expect(told).toEqual(['asks choose-passphrase for newPassphrase'])
    expect(await choose('electron', 'memory')).toBe('ok')
  })

  it.each<Kind>(['keychain', 'passphrase'])('is refused for a store with %s', async (kind) => {
    expect(await choose('electron', kind)).toBe('unsupported')
    expect(told).toEqual([])
  })

  it('is not requested if it is easy to guess', async () => {
    expect(await choose('electron', 'memory', 'password1234')).toBe('passphrase-too-weak')
    expect(told).toEqual([])
  })
})

describe('@boundary the next passphrase', () => {
  const change = (shell: Shell, kind: Kind, passphrase = fromPage, oldPassphrase: string | undefined = old) =>
    codeOf(changePassphrase(services(shell, kind), { oldPassphrase, passphrase }, context))

  it('takes the old one and a consent, in the desktop shell', async () => {
    expect(await change('electron', 'passphrase')).toBe('ok')
    expect(told.splice(0)).toEqual([`confirms ${old}`, 'asks change-passphrase', `changes ${old} to ${fromPage}`])
    confirms = false
    expect(await change('electron', 'passphrase')).toBe('passphrase-wrong')
    expect(told.splice(0)).toEqual([`confirms ${old}`])
    confirms = true
    types = null
    expect(await change('electron', 'passphrase')).toBe('consent-refused')
    expect(told).toEqual([`confirms ${old}`, 'asks change-passphrase'])
  })

  it('takes both as they were typed outside the page, in the browser shell', async () => {
    expect(await change('loopback', 'passphrase', fromPage, 'what the page says')).toBe('ok')
    const question = 'asks change-passphrase for passphrase,newPassphrase'
    expect(told.splice(0)).toEqual([question, `changes ${old} to ${fromPage}`])
    types = { passphrase: old, newPassphrase: 'another passphrase' }
    expect(await change('loopback', 'passphrase')).toBe('passphrase-mismatch')
    expect(told).toEqual([question])
  })

  it.each<Kind>(['keychain', 'memory'])('is refused for a store with %s', async (kind) => {
    for (const shell of ['electron', 'loopback'] as const) expect(await change(shell, kind)).toBe('unsupported')
    expect(told).toEqual([])
  })

  it('is not requested if it is easy to guess', async () => {
    expect(await change('loopback', 'passphrase', 'password1234')).toBe('passphrase-too-weak')
    expect(told).toEqual([])
  })
})
