/** `POST /call/:name`: the input as JSON, answered by a `Result` as JSON. */
import type { FastifyInstance } from 'fastify'
import type { Core } from '../core/create.ts'

/** Adds the route. A client that goes away cancels its call. */
export function addCallRoute(server: FastifyInstance, core: Core): void {
  server.post<{ Params: { name: string } }>('/call/:name', (request) =>
    core.call(request.params.name, request.body, { signal: request.signal }),
  )
}
