/** The private file that says where the control socket of the running app is. */
import { join } from 'node:path'
import { readIfPresent } from '../core/atomicFile.ts'
import { ControlRecord } from './protocol.ts'

/** The folder of the socket and its record, below the data folder. */
export const controlFolder = (dataFolder: string) => join(dataFolder, 'control')
export const recordFile = (dataFolder: string) => join(controlFolder(dataFolder), 'control.json')

/** Returns the record of the last start, or null where there is none that can be read. */
export async function readRecord(dataFolder: string): Promise<ControlRecord | null> {
  try {
    const content = await readIfPresent(recordFile(dataFolder), 4096)
    return content === null ? null : ControlRecord.parse(JSON.parse(content.toString('utf8')))
  } catch {
    return null
  }
}
