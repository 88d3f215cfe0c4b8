/**
 * Work on one folder of sealed files, one after the other. Stores of one process share it; another process does not use
 * the folder (storage/home/homeLock.ts).
 */
import { createSequencer } from '../../base/async/sequencer.ts'

export const { inTurn: inFolderTurn } = createSequencer()
