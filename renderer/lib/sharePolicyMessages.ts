/** The messages for each share policy: how many unseal key shares of a connection may be stored on this computer. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { SharePolicy } from '../../electron/contract/custody.ts'

export const sharePolicyMessages: Readonly<
  Record<SharePolicy, { readonly name: MessageDescriptor; readonly meaning: MessageDescriptor }>
> = {
  practice: { name: msg`All shares (practice)`, meaning: msg`All key shares can be stored on this computer.` },
  mine: { name: msg`My share only`, meaning: msg`Only your own key share can be stored on this computer.` },
  none: { name: msg`No share`, meaning: msg`No key share can be stored on this computer.` },
}
