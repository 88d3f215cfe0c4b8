/**
 * Acts that a passphrase allows. In the browser shell the person types it outside the page; the desktop shell has no
 * dialog for a passphrase, so there the page sends it and a dialog asks in addition (docs/security.md, "Consent").
 */
import type { ConsentAct } from './act.ts'
import { Failure } from '../../contract/failure.ts'
import { gradePassphrase } from '../../contract/passphrase.ts'
import type { CallContext } from '../handler.ts'
import type { Services } from '../services.ts'

type Needs = Pick<Services, 'consent' | 'deps' | 'store'>

/** Whether the shell can let the person type a passphrase outside the page. */
const typesOutside = ({ deps }: Needs): boolean => deps.shell === 'loopback'

/**
 * Returns when the person has allowed an act on stored data and has proven that they can open it. `fromPage` is the
 * passphrase that the page sent. Errors: those of `SealedStore.confirm`; `consent-refused`.
 */
export async function requireFresh(
  services: Needs,
  act: ConsentAct,
  fromPage: string | undefined,
  context: CallContext,
): Promise<void> {
  const { store, consent } = services
  if (store.state().kind === 'passphrase' && typesOutside(services)) {
    // SECURITY: a passphrase that the page sent proves nothing; a page may have seen it before
    // (docs/security.md, "Consent").
    const { passphrase } = await consent.requireTyped(act, ['passphrase'], context)
    await store.confirm(passphrase)
    return
  }
  await store.confirm(fromPage)
  await consent.require(act, context)
}

/** Moves stored data from memory into files that this passphrase opens. Errors: see `app.keepInPassphraseFile`. */
export async function chooseFirstPassphrase(services: Needs, fromPage: string, context: CallContext): Promise<void> {
  const { store, consent } = services
  if (store.state().kind !== 'memory')
    throw new Failure('unsupported', 'Tokens and keys are already stored in files on this computer.')
  await requireStrong(fromPage)
  const act = { kind: 'choose-passphrase' } as const
  // SECURITY: otherwise a page could choose a passphrase that the person does not know (docs/security.md, "Consent").
  if (typesOutside(services)) {
    const { newPassphrase } = await consent.requireTyped(act, ['newPassphrase'], context)
    requireSame(newPassphrase, fromPage)
  } else await consent.require(act, context)
  await store.usePassphrase(fromPage)
}

export interface PassphraseChange {
  readonly oldPassphrase?: string | undefined
  readonly passphrase: string
}

/** Replaces the passphrase. Errors: see `app.changePassphrase`. */
export async function changePassphrase(
  services: Needs,
  { oldPassphrase = '', passphrase }: PassphraseChange,
  context: CallContext,
): Promise<void> {
  const { store, consent } = services
  if (store.state().kind !== 'passphrase') throw new Failure('unsupported', 'There is no passphrase to change.')
  await requireStrong(passphrase)
  const act = { kind: 'change-passphrase' } as const
  if (!typesOutside(services)) {
    // A wrong passphrase is reported before the person is asked.
    await store.confirm(oldPassphrase)
    await consent.require(act, context)
    await store.changePassphrase(oldPassphrase, passphrase)
    return
  }
  const typed = await consent.requireTyped(act, ['passphrase', 'newPassphrase'], context)
  requireSame(typed.newPassphrase, passphrase)
  await store.changePassphrase(typed.passphrase, passphrase)
}

/** Throws `passphrase-too-weak`. */
async function requireStrong(passphrase: string): Promise<void> {
  const { problem } = await gradePassphrase(passphrase)
  if (problem !== null) throw new Failure('passphrase-too-weak', `The passphrase is too easy to guess: ${problem}.`)
}

/** Throws `passphrase-mismatch`. */
function requireSame(typed: string, fromPage: string): void {
  if (typed.normalize('NFKC') !== fromPage.normalize('NFKC'))
    throw new Failure('passphrase-mismatch', 'The passphrase that was entered outside the window is different.')
}
