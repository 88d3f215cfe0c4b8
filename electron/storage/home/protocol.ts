/**
 * The protocol of the control socket: one JSON text on each line, one request and one answer on each connection. The
 * socket serves other processes of the same person (docs/security.md, "The control socket").
 */
import { z } from 'zod'
import { limits } from '../../contract/limits.ts'

const command = z.discriminatedUnion('command', [
  /** Asks whether the holder of the home is running, for a second start. */
  z.strictObject({ command: z.literal('hello') }),
  /** Shows the running app to a second start: its window, or a new address in the browser if `open`. */
  z.strictObject({ command: z.literal('join'), open: z.boolean() }),
  /** A new one-time address of the app for a browser; in the desktop shell, the window. */
  z.strictObject({ command: z.literal('open') }),
  /** Returns the open question with this code. */
  z.strictObject({ command: z.literal('question'), code: z.string().max(20) }),
  z.strictObject({
    command: z.literal('answer'),
    code: z.string().max(20),
    allow: z.boolean(),
    /** What the person typed for each field of the question. */
    typed: z.array(z.string().max(limits.name)).max(2).optional(),
  }),
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
    /** `hello`: whether the app is shutting down and still writing. */
    ending: z.boolean().optional(),
    /** `open` and `join`. Absent in the desktop shell, which shows its window. */
    address: z.string().optional(),
    /** `join`: whether the running app has opened the address in a browser. */
    opened: z.boolean().optional(),
    /** `question`. */
    question: z
      .strictObject({
        title: z.string(),
        lines: z.array(z.string()),
        allow: z.string(),
        refuse: z.string(),
        /** Labels of what the person types instead of `yes`. */
        fields: z.array(z.string()),
      })
      .optional(),
  }),
  z.strictObject({ ok: z.literal(false), message: z.string() }),
])
export type ControlAnswer = z.infer<typeof ControlAnswer>

/** Bytes of the longest line. */
export const longestLine = 64 * 1024
/** Milliseconds for one request and its answer. */
export const patience = 10_000
