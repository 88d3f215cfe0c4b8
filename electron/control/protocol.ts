/**
 * What is said over the control socket: one JSON text a line, one request and one answer a connection. The socket serves
 * other processes of the same person (docs/security.md, "The control socket").
 */
import { z } from 'zod'

const command = z.discriminatedUnion('command', [
  /** Who listens: for a second start that looks for the first one. */
  z.strictObject({ command: z.literal('hello') }),
  /** A new one-time address of the app for a browser. */
  z.strictObject({ command: z.literal('open') }),
  /** The question that waits under this code. */
  z.strictObject({ command: z.literal('question'), code: z.string().max(20) }),
  z.strictObject({ command: z.literal('answer'), code: z.string().max(20), allow: z.boolean() }),
  /** Ends the running app. */
  z.strictObject({ command: z.literal('end') }),
])
export type ControlCommand = z.infer<typeof command>

export const ControlRequest = z.strictObject({ secret: z.string().max(100), request: command })

export const ControlAnswer = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    /** `hello`. */
    version: z.string().optional(),
    pid: z.int().optional(),
    /** `open`. */
    address: z.string().optional(),
    /** `question`. */
    question: z
      .strictObject({ title: z.string(), lines: z.array(z.string()), allow: z.string(), refuse: z.string() })
      .optional(),
  }),
  z.strictObject({ ok: z.literal(false), message: z.string() }),
])
export type ControlAnswer = z.infer<typeof ControlAnswer>

/** Where the socket is, and what proves that somebody may read this record: a private file of the data folder. */
export const ControlRecord = z.strictObject({ version: z.literal(1), address: z.string(), secret: z.string() })
export type ControlRecord = z.infer<typeof ControlRecord>

/** Bytes of the longest line. */
export const longestLine = 64 * 1024
/** Milliseconds for one request and its answer. */
export const patience = 10_000
