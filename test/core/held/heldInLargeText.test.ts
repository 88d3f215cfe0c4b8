import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { createHeldDigests } from '../../../electron/core/held/heldDigests.ts'

it('The digests of 300 held credentials match nothing in 8 MB of other text', () => {
  const held = createHeldDigests()
  held.hold(
    'a',
    Array.from({ length: 300 }, () => randomBytes(33).toString('base64')),
  )
  const text = randomBytes(6 * 1024 * 1024).toString('base64')
  expect(held.isIn(text)).toBe(false)
})
