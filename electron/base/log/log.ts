/** The app's own log: the calls, their duration and their outcome. Never an input, an answer or a header. */
import { createWriteStream, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { pino } from 'pino'
import { makeFolderNow } from '../files/makeFolder.ts'
import { redact } from './redact.ts'

type Fields = Readonly<Record<string, unknown>>

export interface Log {
  debug(fields: Fields, message: string): void
  info(fields: Fields, message: string): void
  warn(fields: Fields, message: string): void
  error(fields: Fields, message: string): void
}

const maxBytes = 5 * 1024 * 1024

/**
 * Writes JSON lines to `file` (mode 0600), with redaction; without a file it writes nothing. A file of more than 5 MB
 * becomes `file.1` at the next start and replaces the earlier one.
 */
export function createLog(file: string | null): Log {
  if (file === null) {
    const nothing = () => undefined
    return { debug: nothing, info: nothing, warn: nothing, error: nothing }
  }
  makeFolderNow(dirname(file))
  setAside(file)
  // A plain stream: pino's own retries writes to a full disk, and the app would never end.
  const lines = createWriteStream(file, { flags: 'a', mode: 0o600 })
  // A full disk costs lines of the log. Without a listener the error would end the app and lose its memory.
  lines.on('error', () => undefined)
  const out = pino({ level: 'info', base: null }, lines)
  const at =
    (level: keyof Log) =>
    (fields: Fields, message: string): void => {
      if (out.isLevelEnabled(level)) out[level](redact(fields) as Record<string, unknown>, message)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function setAside(file: string): void {
  try {
    if (statSync(file).size > maxBytes) renameSync(file, `${file}.1`)
  } catch {
    // The file is missing, or cannot be moved. It then continues to grow, which must not prevent the start.
  }
}
