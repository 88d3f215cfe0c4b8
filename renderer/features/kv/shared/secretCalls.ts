/**
 * The calls of the pages of secrets, for a KV engine and for the cubbyhole. The cubbyhole has calls of its own, which
 * name no mount: the core never treats it as a KV engine.
 */
import type { Client } from '../../../../electron/contract/contract.ts'
import { bridge } from '../../../lib/bridge.ts'
import { isCubbyhole } from './cubbyhole.ts'

type Kv = Client['kv']
type Calls = Pick<Kv, 'list' | 'read' | 'reveal' | 'saveValue' | 'write' | 'deleteLatest'> &
  Pick<Client['clipboard'], 'copyValue'>

export const secretCalls: Calls = {
  list: (input, signal) => {
    const { profileId, mount, folder } = input
    return isCubbyhole(mount) ? bridge.cubbyhole.list({ profileId, folder }, signal) : bridge.kv.list(input, signal)
  },
  read: (input, signal) =>
    isCubbyhole(input.at.mount) ? bridge.cubbyhole.read({ at: own(input.at) }, signal) : bridge.kv.read(input, signal),
  reveal: (input, signal) => {
    const { at, keys } = input
    if (!isCubbyhole(at.mount)) return bridge.kv.reveal(input, signal)
    return bridge.cubbyhole.reveal({ at: own(at), ...(keys !== undefined && { keys }) }, signal)
  },
  saveValue: (input, signal) => {
    const { at, key, content } = input
    return isCubbyhole(at.mount)
      ? bridge.cubbyhole.saveValue({ at: own(at), key, content }, signal)
      : bridge.kv.saveValue(input, signal)
  },
  copyValue: (input, signal) => {
    const { at, key } = input
    return isCubbyhole(at.mount)
      ? bridge.cubbyhole.copyValue({ at: own(at), key }, signal)
      : bridge.clipboard.copyValue(input, signal)
  },
  write: (input, signal) => {
    const { at, entries, base } = input
    return isCubbyhole(at.mount)
      ? bridge.cubbyhole.write({ at: own(at), entries, base }, signal)
      : bridge.kv.write(input, signal)
  },
  deleteLatest: (input, signal) => {
    const { at, base } = input
    return isCubbyhole(at.mount)
      ? bridge.cubbyhole.remove({ at: own(at), base }, signal)
      : bridge.kv.deleteLatest(input, signal)
  },
}

const own = ({ profileId, path }: { readonly profileId: string; readonly path: string }) => ({ profileId, path })
