/** The app's own log: what was called, how long it took, how it ended. Never an input, an answer or a header. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { destination, pino } from 'pino'
import { redact } from './redact.ts'

type Fields = Readonly<Record<string, unknown>>

export interface Log {
  debug(fields: Fields, message: string): void
  info(fields: Fields, message: string): void
  warn(fields: Fields, message: string): void
  error(fields: Fields, message: string): void
}

/** Writes JSON lines to `file` (mode 0600), through the redaction; without a file it is silent. */
export function createLog(file: string | null): Log {
  if (file === null) {
    const nothing = () => undefined
    return { debug: nothing, info: nothing, warn: nothing, error: nothing }
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const out = pino({ level: 'info', base: null }, destination({ dest: file, mode: 0o600, sync: false }))
  const at =
    (level: keyof Log) =>
    (fields: Fields, message: string): void => {
      if (out.isLevelEnabled(level)) out[level](redact(fields) as Record<string, unknown>, message)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
