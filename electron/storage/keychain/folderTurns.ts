/**
 * Runs work on one folder of sealed files one after the other. All stores of one process share the queue; another
 * process does not use the folder (storage/home/homeLock.ts).
 */
import { createSequencer } from '../../base/async/sequencer.ts'

export const { inTurn: inFolderTurn } = createSequencer()
