/**
 * Streams over HTTP. A browser opens six connections to one host and a stream would hold one for as long as it runs, so
 * all streams of a window share one answer: `POST /streams` is the channel, one JSON line a message; `POST /stream/:name`
 * starts a stream on it and `POST /cancel` stops one. When the channel's client goes away, all its streams are aborted.
 */
import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ChannelLine, StreamMessage } from '../contract/bridge.ts'
import type { Core } from '../core/create.ts'

const StreamId = z.strictObject({ channel: z.uuid(), id: z.int().nonnegative() })
const Start = StreamId.extend({ input: z.unknown() })

interface Channel {
  readonly running: Map<number, AbortController>
  send(line: ChannelLine): void
}

/** Adds the three routes. */
export function addStreamRoutes(server: FastifyInstance, core: Core): void {
  const channels = new Map<string, Channel>()

  server.post('/streams', (_request, reply) => {
    const name = randomUUID()
    const output = new PassThrough()
    const channel: Channel = {
      running: new Map(),
      send(line) {
        if (output.writable) output.write(`${JSON.stringify(line)}\n`)
      },
    }
    channels.set(name, channel)
    output.once('close', () => {
      channels.delete(name)
      for (const controller of channel.running.values()) controller.abort()
    })
    channel.send({ channel: name })
    return reply.type('application/x-ndjson').send(output)
  })

  server.post<{ Params: { name: string } }>('/stream/:name', (request, reply) => {
    const start = Start.safeParse(request.body)
    const channel = start.success ? channels.get(start.data.channel) : undefined
    if (!start.success || channel === undefined || channel.running.has(start.data.id)) return reply.code(409).send()

    const { id, input } = start.data
    const controller = new AbortController()
    channel.running.set(id, controller)
    const send = (message: StreamMessage) => channel.send({ id, ...message })
    void core
      .stream(request.params.name, input, (item) => send({ item }), { signal: controller.signal })
      .then((result) => send({ result }))
      .finally(() => channel.running.delete(id))
    return reply.code(202).send()
  })

  server.post('/cancel', (request, reply) => {
    const which = StreamId.safeParse(request.body)
    if (which.success) channels.get(which.data.channel)?.running.get(which.data.id)?.abort()
    return reply.code(204).send()
  })
}
