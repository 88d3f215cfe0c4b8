/**
 * The names and kinds of all calls without their schemas, for the preload and the renderer's client, which need nothing
 * else. The builds insert them from the contract (scripts/vite/contract.ts); this file adds the types.
 */
import type { Contract } from './contract.ts'

export type CallKind = 'query' | 'mutation' | 'stream'
export type CallKinds = { readonly [T in keyof Contract]: { readonly [C in keyof Contract[T]]: CallKind } }

declare const __CALL_KINDS__: CallKinds

export const callKinds: CallKinds = __CALL_KINDS__
