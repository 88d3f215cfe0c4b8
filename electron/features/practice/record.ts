/** The record in the practice server's folder, which lasts from one start of the app to the next. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'

const Port = z.number().int().min(1).max(65_535)

const Record = z.object({
  version: z.literal(1),
  port: Port,
  clusterPort: Port,
  /** The server's process, and the Strongroom process that started it; null after an orderly stop. */
  running: z.object({ pid: z.number().int().positive(), owner: z.number().int().positive() }).nullable(),
  /** Whether it ran until the app ended, orderly or not. If so, the next start of the app restarts it. */
  resume: z.boolean().default(false),
})
export type Record = z.infer<typeof Record>

/** Returns the record, or null if it is missing or cannot be parsed. All of its content can be determined again. */
export async function readRecord(file: string): Promise<Record | null> {
  try {
    return Record.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return null
  }
}

/** Replaces the whole record. */
export async function writeRecord(file: string, record: Record): Promise<void> {
  const next = `${file}.${process.pid}`
  await writeFile(next, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  await rename(next, file)
}
