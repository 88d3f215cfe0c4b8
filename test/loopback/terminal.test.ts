/** A passphrase in a real terminal: read, and not shown. */
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { endWithTests } from '../servers/lifetime.ts'

const child = join(import.meta.dirname, 'terminalChild.ts')
/** `script` of util-linux runs a program in a terminal; that of the BSDs takes other arguments. */
const isMissing = process.platform !== 'linux' || spawnSync('script', ['--version']).status !== 0

const withdrawnChild = join(import.meta.dirname, 'withdrawnChild.ts')

/**
 * Runs the child that withdraws its first question, and types `late` afterwards; refuses the second question if it
 * waits for an answer. Returns the whole output of the terminal.
 */
async function typingTooLate(late: string, kind: 'yes' | 'passphrase', prompt: string): Promise<string> {
  const command = `'${process.execPath}' '${withdrawnChild}' ${kind}`
  const program = endWithTests(spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] }))
  let shown = ''
  let hasTyped = false
  let hasRefused = false
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    if (!hasTyped && shown.includes('withdrawn')) {
      hasTyped = true
      program.stdin.write(late)
    }
    if (!hasRefused && hasTyped && shown.slice(shown.indexOf('withdrawn')).includes(prompt)) {
      hasRefused = true
      program.stdin.write('\r')
    }
  })
  await new Promise((resolve) => program.once('close', resolve))
  return shown
}

/** Runs the child in its own terminal and types when it asks; returns the whole output of the terminal. */
async function typing(typed: string): Promise<string> {
  const command = `'${process.execPath}' '${child}'`
  const program = endWithTests(spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] }))
  let shown = ''
  let hasTyped = false
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    if (!hasTyped && shown.includes('Passphrase (Enter = Cancel): ')) {
      hasTyped = true
      program.stdin.write(typed)
    }
  })
  await new Promise((resolve) => program.once('close', resolve))
  return shown
}

describe.skipIf(isMissing)('@boundary a terminal that asks for a passphrase', () => {
  it('shows none of its characters', async () => {
    const shown = await typing('correct horse 배터리\r')
    expect(shown).toContain('got 17 of a terminal true')
    expect(shown).not.toMatch(/correct|horse|배터리|\*/)
  })

  it('treats Ctrl-C as a refusal', async () => {
    expect(await typing('half\x03')).toMatch(/refused$/)
  })
})

describe.skipIf(isMissing)('@boundary an answer after its question was withdrawn', () => {
  it('is not a yes to the next question', async () => {
    expect(await typingTooLate('yes\r', 'yes', 'yes = Show')).toContain('second refused')
  })

  it('is not the passphrase for the next act', async () => {
    expect(await typingTooLate('correct horse\r', 'passphrase', 'Passphrase (Enter')).toContain('second refused')
  })
})
