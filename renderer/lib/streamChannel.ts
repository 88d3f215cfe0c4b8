/**
 * All streams of this page over one HTTP answer, see electron/loopback/streams.ts. The channel opens with the first
 * stream; when it breaks, its streams end with an error and the next one opens it anew.
 */
import type { ChannelLine, Pipe } from '../../electron/contract/bridge.ts'
import type { Result } from '../../electron/contract/result.ts'
import { cancelled } from './callFailure.ts'
import { gone, post, refusalOf } from './loopbackHttp.ts'

interface Running {
  readonly onItem: (item: unknown) => void
  readonly settle: (result: Result<unknown>) => void
}

interface OpenChannel {
  readonly name: string
  readonly running: Map<number, Running>
}

/** The `stream` half of the loopback pipe. */
export function createStreamChannel(): Pick<Pipe, 'stream'> {
  let channel: Promise<OpenChannel | Result<never>> | undefined
  let lastId = 0

  const open = () => {
    channel ??= openChannel(() => {
      channel = undefined
    })
    return channel
  }

  return {
    async stream(name, input, onItem, signal) {
      const isCancelled = () => signal?.aborted === true
      if (isCancelled()) return cancelled
      const opened = await open()
      if (isCancelled()) return cancelled
      if ('ok' in opened) return opened
      lastId += 1
      const id = lastId
      const { name: channelName, running } = opened
      const { promise, resolve: settle } = Promise.withResolvers<Result<unknown>>()
      running.set(id, { onItem, settle })
      const started = start(name, { channel: channelName, id, input }, settle)
      const cancel = () => {
        settle(cancelled)
        void cancelAfter(started, { channel: channelName, id })
      }
      signal?.addEventListener('abort', cancel, { once: true })
      try {
        return await promise
      } finally {
        running.delete(id)
        signal?.removeEventListener('abort', cancel)
      }
    },
  }
}

async function start(name: string, body: unknown, settle: Running['settle']): Promise<void> {
  try {
    const answer = await post(`/stream/${name}`, body)
    if (!answer.ok) settle(refusalOf(answer.status))
  } catch {
    settle(gone)
  }
}

/** Only after the start: requests take connections of their own and may overtake each other. */
async function cancelAfter(started: Promise<void>, which: unknown): Promise<void> {
  await started
  // When this does not arrive, the channel is gone as well, and with it the stream.
  await post('/cancel', which).catch(() => undefined)
}

/** Opens a channel and reads it until it ends; then `onEnd` is called and what still runs is settled. */
async function openChannel(onEnd: () => void): Promise<OpenChannel | Result<never>> {
  try {
    const answer = await post('/streams', {})
    if (!answer.ok || answer.body === null) {
      onEnd()
      return refusalOf(answer.status)
    }
    const lines = readLines(answer.body)
    const first = await lines.next()
    if (first.done === true || !('channel' in first.value)) throw new Error('the channel did not begin')
    const opened: OpenChannel = { name: first.value.channel, running: new Map() }
    void follow(lines, opened).finally(onEnd)
    return opened
  } catch {
    onEnd()
    return gone
  }
}

async function follow(lines: AsyncIterable<ChannelLine>, { running }: OpenChannel): Promise<void> {
  try {
    for await (const line of lines) {
      if ('channel' in line) continue
      const stream = running.get(line.id)
      if (stream === undefined) continue
      if ('item' in line) stream.onItem(line.item)
      else stream.settle(line.result)
    }
  } catch {
    // The connection broke: the same as an end.
  }
  for (const stream of running.values()) stream.settle(gone)
}

/** The lines of an NDJSON body, parsed. */
async function* readLines(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ChannelLine, void, void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as ChannelLine
  }
}
