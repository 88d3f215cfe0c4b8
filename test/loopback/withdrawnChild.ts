/** Asks for consent in its own terminal, withdraws the question, and asks for another act. Started by terminal.test.ts. */
import { setTimeout } from 'node:timers/promises'
import type { ConsentField } from '../../electron/core/consent/act.ts'
import { createLoopbackConsent } from '../../electron/loopback/consent.ts'

const { stdin: input, stdout: output } = process
const fields: readonly ConsentField[] = process.argv[2] === 'passphrase' ? ['passphrase'] : []
const consent = createLoopbackConsent({
  terminal: { input, output },
  language: () => 'en',
  page: null,
  approveCommand: 'approve',
})
const ask = (item: 'token' | 'root-token', signal: AbortSignal) =>
  consent.ask({
    act: { kind: 'show-kept', connection: 'prod', address: 'https://vault', item },
    fields,
    window: undefined,
    signal,
    opened: () => undefined,
  })

const page = new AbortController()
const first = ask('token', page.signal)
await setTimeout(1500)
page.abort()
await first
output.write('\nwithdrawn\n')
await setTimeout(1000)
const answer = await ask('root-token', new AbortController().signal)
output.write(answer === false ? '\nsecond refused\n' : '\nsecond allowed\n')
process.exit(0)
