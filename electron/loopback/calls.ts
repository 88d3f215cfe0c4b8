/** `POST /call/:name`: the input as JSON, answered by a `Result` as JSON. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Core } from '../core/create.ts'

/** Adds the route. A client that goes away cancels its call. */
export function addCallRoute(server: FastifyInstance, core: Core): void {
  server.post<{ Params: { name: string } }>('/call/:name', (request, reply) =>
    core.call(request.params.name, request.body, { signal: whenLeft(reply) }),
  )
}

/** Aborts when the connection closes before the answer is out. (`request.signal` aborts once the body has been read.) */
function whenLeft({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort()
  })
  return controller.signal
}
