/** The calls of `server` whose handlers are loaded when the first of them comes. */
import type { Handlers } from '../handler.ts'

export const sealCalls = [
  'unseal',
  'unsealWithKept',
  'unsealWithFile',
  'resetUnseal',
  'findNodes',
  'setNodes',
  'unsealNodes',
  'resetNodes',
  'seal',
  'stepDown',
] as const
export type SealCall = (typeof sealCalls)[number]
export type SealHandlers = Pick<Handlers<'server'>, SealCall>

export const ceremonyCalls = [
  'initialize',
  'readPgpKey',
  'revealCeremonyItem',
  'noteCeremonyItem',
  'saveCeremonyItem',
  'exportCeremony',
  'keepCeremony',
  'unsealWithCeremony',
  'finishCeremony',
] as const
export type CeremonyCall = (typeof ceremonyCalls)[number]
export type CeremonyHandlers = Pick<Handlers<'server'>, CeremonyCall>
