/**
 * Asks for a passphrase in its own terminal and prints the number of received characters. Started by terminal.test.ts.
 */
import { answerInTerminal } from '../../electron/core/consent/terminal.ts'

const text = { title: '', lines: [], allow: 'Show', refuse: 'Cancel', fields: ['Passphrase'] }
const { stdin: input, stdout: output } = process
const answer = await answerInTerminal({ input, output }, text, { yesPrompt: '' })
output.write(
  typeof answer === 'object' ? `got ${answer.typed[0]?.length ?? 0} of a terminal ${input.isTTY}` : 'refused',
)
