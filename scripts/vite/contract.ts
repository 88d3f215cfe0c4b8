/** Inserts the names and kinds of the contract's calls into a build, see electron/contract/kinds.ts. */
import { contract } from '../../electron/contract/contract.ts'

const kinds = Object.fromEntries(
  Object.entries(contract).map(([topic, calls]) => [
    topic,
    Object.fromEntries(Object.entries(calls).map(([call, spec]) => [call, spec.kind])),
  ]),
)

export const contractDefine = { __CALL_KINDS__: JSON.stringify(kinds) }
