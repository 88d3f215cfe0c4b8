/** What the practice server's folder remembers of it from one start of the app to the next. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'

const Port = z.number().int().min(1).max(65_535)

const Record = z.object({
  version: z.literal(1),
  port: Port,
  clusterPort: Port,
  /** The process that serves, and the Strongroom that started it; null when it was stopped in order. */
  running: z.object({ pid: z.number().int().positive(), owner: z.number().int().positive() }).nullable(),
  /** Did it run until the app ended, in order or not? Then the next start of the app starts it again. */
  resume: z.boolean().default(false),
})
export type Record = z.infer<typeof Record>

/** The record, or null if it is missing or cannot be parsed. Everything in it can be found again. */
export async function readRecord(file: string): Promise<Record | null> {
  try {
    return Record.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return null
  }
}

/** Replaces the record as a whole. */
export async function writeRecord(file: string, record: Record): Promise<void> {
  const next = `${file}.${process.pid}`
  await writeFile(next, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
  await rename(next, file)
}
