/** The messages for each share policy: how many unseal key shares of a connection may be stored on this computer. */
import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { SharePolicy } from '../../electron/contract/custody.ts'

export const sharePolicyMessages: Readonly<
  Record<SharePolicy, { readonly name: MessageDescriptor; readonly meaning: MessageDescriptor }>
> = {
  practice: { name: msg`Practice: all shares`, meaning: msg`Every share may rest on this computer.` },
  mine: { name: msg`My share only`, meaning: msg`One share may rest here: your own.` },
  none: { name: msg`No share`, meaning: msg`Shares stay outside of this computer.` },
}
