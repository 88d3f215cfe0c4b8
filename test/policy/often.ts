/** Choices for generated policies. */
import fc from 'fast-check'

/** Mostly the first choice, so that most policies get past their first line. */
export const often = <T>(usual: fc.Arbitrary<T>, ...rare: fc.Arbitrary<T>[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: usual }, ...rare.map((arbitrary) => ({ weight: 1, arbitrary })))

export const oneOf = fc.constantFrom<string[]>
