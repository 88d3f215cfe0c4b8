/**
 * A process that takes the lock on a data folder: `node homeLockChild.ts FOLDER`. Each message `go TIME` makes it try
 * at that moment (milliseconds) and answer with the state; `release` releases the lock. With `TAKE_OVER` it takes that
 * lock over.
 */
import { type Home, isHome, takeHome } from '../../../electron/storage/home/homeLock.ts'

const [dataFolder = '', takeOver = ''] = process.argv.slice(2)
let home: Home | null = null
let isEnding = false

async function take(at: number): Promise<void> {
  // Spins instead of using a timer, so that all processes start in the same millisecond.
  while (Date.now() < at);
  const taken = await takeHome({
    dataFolder,
    shell: 'loopback',
    version: '1.0.0',
    run: async () => ({ ok: true }),
    isEnding: () => isEnding,
    onLost: () => process.send?.({ state: 'lost' }),
    takeOver: takeOver === '' ? undefined : Number(takeOver),
  })
  home = isHome(taken) ? taken : null
  process.send?.(isHome(taken) ? { state: 'held' } : taken)
}

process.on('message', (message: { readonly go?: number; readonly release?: true; readonly ending?: true }) => {
  if (message.go !== undefined) {
    take(message.go).catch((problem: unknown) => process.send?.({ state: 'failed', problem: String(problem) }))
  }
  if (message.ending === true) isEnding = true
  if (message.release === true) void home?.release().then(() => process.send?.({ state: 'released' }))
})
process.once('disconnect', () => process.exit(0))
process.send?.({ state: 'ready' })
