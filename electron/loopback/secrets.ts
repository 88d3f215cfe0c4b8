/** Random secrets of the loopback shell, and how they are compared. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 bits as base64url. */
export const randomSecret = () => randomBytes(32).toString('base64url')
export const digest = (text: string) => createHash('sha256').update(text).digest()

// SECURITY: digests have one length and are compared in constant time, so the time of an answer reveals nothing about
// the secret.
export const matches = (candidate: string, wanted: Buffer) => timingSafeEqual(digest(candidate), wanted)
