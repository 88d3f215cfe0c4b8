/** The names of a server's states, in the person's language. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { ServerStatus } from '../../../../electron/contract/server.ts'
import { clusterTrouble, troubleTone } from '../../../lib/clusterHealth.ts'
import type { DotColor, DotProps } from '../../../ui/Dot.tsx'

export type SealState = 'unknown' | 'not-initialized' | 'sealed' | 'unsealed'

/** The state of a server between new and working, as far as it is known. */
export function sealStateOf(status: ServerStatus | undefined): SealState {
  if (status?.initialized === false) return 'not-initialized'
  if (status?.sealed === undefined) return 'unknown'
  return status.sealed ? 'sealed' : 'unsealed'
}

/** Whether something other than key shares unseals the server. */
export const isAutoUnseal = ({ recoverySeal, sealType }: ServerStatus): boolean =>
  recoverySeal === true || (sealType !== undefined && sealType !== 'shamir')

export const sealMessages: Readonly<Record<SealState, MessageDescriptor>> = {
  unknown: msg`state unknown`,
  'not-initialized': msg`not initialized`,
  sealed: msg`sealed`,
  unsealed: msg`unsealed`,
}

export const roleMessages: Readonly<Record<NonNullable<ServerStatus['role']>, MessageDescriptor>> = {
  active: msg`active`,
  standby: msg`standby`,
  'performance-standby': msg`performance standby`,
  'dr-secondary': msg`disaster recovery secondary`,
}

/** The product's own name; both are names, not words. */
export function productName(status: ServerStatus | undefined): string {
  return status?.product === 'openbao' ? 'OpenBao' : 'Vault'
}

const colors: Readonly<Record<SealState, DotColor>> = {
  unknown: 'quiet',
  'not-initialized': 'warn',
  sealed: 'sealed',
  unsealed: 'ok',
}
const shapes: Readonly<Record<SealState, NonNullable<DotProps['shape']>>> = {
  unknown: 'ring',
  'not-initialized': 'ring',
  sealed: 'square',
  unsealed: 'full',
}

const troubleColors = { info: 'quiet', warn: 'warn', danger: 'danger' } as const satisfies Record<
  ReturnType<typeof troubleTone>,
  DotColor
>

/** The mark of a status: color and shape, so that the meaning never depends on color only. */
export function statusDot(status: ServerStatus | undefined): Pick<DotProps, 'color' | 'shape'> {
  if (status?.reachable === false) return { color: 'quiet', shape: 'ring' }
  const trouble = clusterTrouble(status)
  if (trouble !== null) return { color: troubleColors[troubleTone(trouble)], shape: 'ring' }
  const state = sealStateOf(status)
  return { color: colors[state], shape: shapes[state] }
}
