/** Errors about a server's state disappear with that state; every other error stays. */
import { describe, expect, it } from 'vitest'

import type { ErrorCode, Result } from '../../electron/contract/result.ts'
import { clientOver } from '../../renderer/lib/bridge.ts'
import { CallFailed, valueOf } from '../../renderer/lib/call.ts'
import { isOver, noteServerWorks } from '../../renderer/lib/serverTurns.ts'

const failed = (code: ErrorCode) => new CallFailed({ code, message: '', retryable: false })

describe('an error that is shown', () => {
  it.each<ErrorCode>(['sealed', 'no-active-node', 'connection-refused'])(
    'about %s disappears when the server works again',
    (code) => {
      const problem = failed(code)
      expect(isOver(problem, 'one')).toBe(false)
      noteServerWorks('one')
      expect(isOver(problem, 'one')).toBe(true)
      expect(isOver(problem, 'another')).toBe(false)
      expect(isOver(failed(code), 'one')).toBe(false)
    },
  )

  it('does not disappear when the server of another connection works', async () => {
    const error = { code: 'sealed', message: '', retryable: false } as const
    const call = () => Promise.resolve({ ok: false, error: { ...error } } as const)
    const client = clientOver({ shell: 'loopback', call, stream: () => Promise.reject(new Error('unused')) })
    const thrown = (answer: Promise<Result<unknown>>) => valueOf(answer).catch((problem: unknown) => problem)
    for (const answer of [
      () => client.mounts.list({ profileId: 'target' }),
      () => client.kv.read({ at: { profileId: 'target', mount: 'secret/', path: 'a' } }),
    ]) {
      const problem = await thrown(answer())
      noteServerWorks('open')
      expect(isOver(problem, 'open')).toBe(false)
      noteServerWorks('target')
      expect(isOver(problem, 'open')).toBe(true)
    }
  })

  it.each<ErrorCode>(['permission-denied', 'cas-mismatch', 'server-error'])('about %s stays', (code) => {
    const problem = failed(code)
    noteServerWorks('one')
    expect(isOver(problem, 'one')).toBe(false)
    expect(isOver(new Error('x'), 'one')).toBe(false)
  })
})
