import fc from 'fast-check'
import { expect, it } from 'vitest'
import { draftPlaces, readDraftPlace } from '../../renderer/lib/draftPlaces.ts'

it('the place of a draft is parsed as it was written', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (mount, name) => {
      for (const kind of ['secret', 'policy', 'newPolicy', 'config'] as const) {
        expect(readDraftPlace(draftPlaces[kind](name))).toEqual({ kind, name })
      }
      // No mount has a line break in its path.
      const path = mount.replaceAll('\n', '')
      const role = name.replaceAll('\n', '')
      expect(readDraftPlace(draftPlaces.role(path, role))).toEqual({ kind: 'role', mount: path, name: role })
    }),
  )
})
