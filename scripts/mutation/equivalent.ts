/**
 * Mutants whose change has no observable effect, each with its reason. An entry is matched by the text that it replaces
 * and the replacement, so it stays valid when the code around it changes. An entry that matches no mutant is reported.
 */
export interface EquivalentMutant {
  readonly file: string
  /** The replaced text, spaces and line breaks as one space. */
  readonly original: string
  readonly replacement: string
  readonly reason: string
}

export const equivalentMutants: readonly EquivalentMutant[] = [
  {
    file: 'electron/storage/keychain/custodyShrinks.ts',
    original: 'roomOf[now] < roomOf[old]',
    replacement: 'roomOf[now] <= roomOf[old]',
    reason: 'Two different policies never have the same room.',
  },
  {
    file: 'electron/core/held/heldDigests.ts',
    original: 'at + size <= run.length',
    replacement: 'at + size < run.length',
    reason: 'The last piece of a run is added in any case.',
  },
  {
    file: 'electron/core/held/heldDigests.ts',
    original: 'digests.size === 0',
    replacement: 'false',
    reason: 'Only skips digests of the text, which match nothing there.',
  },
  {
    file: 'electron/core/held/heldDigests.ts',
    original: 'code === 0',
    replacement: 'false',
    reason: 'Only skips digests of the text, which match nothing there.',
  },
  {
    file: 'electron/core/held/heldDigests.ts',
    original: 'run < shortestRun || filter[hash >>> (32 - filterBits)] === 0',
    replacement: 'false',
    reason: 'Only skips digests of the text, which match nothing there.',
  },
  {
    file: 'electron/core/held/heldDigests.ts',
    original: 'run < shortestRun || filter[hash >>> (32 - filterBits)] === 0',
    replacement: 'run < shortestRun && filter[hash >>> 32 - filterBits] === 0',
    reason: 'Only skips digests of the text, which match nothing there.',
  },
  {
    file: 'electron/core/held/heldDigests.ts',
    original: 'run < shortestRun',
    replacement: 'false',
    reason: 'Only skips digests of the text, which match nothing there.',
  },
  {
    file: 'electron/core/held/heldDigests.ts',
    original: 'filter[hash >>> (32 - filterBits)] === 0',
    replacement: 'false',
    reason: 'Only skips digests of the text, which match nothing there.',
  },
  {
    file: 'electron/core/held/heldDigests.ts',
    original: 'next.size > 0',
    replacement: 'true',
    reason: 'An owner without pieces is in no answer.',
  },
  {
    file: 'electron/core/held/heldDigests.ts',
    original: 'next.size > 0',
    replacement: 'next.size >= 0',
    reason: 'An owner without pieces is in no answer.',
  },
  {
    file: 'electron/core/held/heldDigests.ts',
    original: 'gone.length > 0',
    replacement: 'true',
    reason: 'An owner without pieces is in no answer.',
  },
  {
    file: 'electron/core/held/heldDigests.ts',
    original: 'gone.length > 0',
    replacement: 'gone.length >= 0',
    reason: 'An owner without pieces is in no answer.',
  },
  {
    file: 'electron/core/consent/consent.ts',
    original: '[]',
    replacement: '["Stryker was here"]',
    reason:
      'A refusal without a time is dropped at the next question, and an act without fields ignores what was typed.',
  },
  {
    file: 'electron/core/consent/consent.ts',
    original: "typeof answer === 'boolean'",
    replacement: 'false',
    reason: 'Reading the texts of a boolean throws, and an error while asking is a refusal, too.',
  },
  {
    file: 'electron/core/consent/consent.ts',
    original: 'false',
    replacement: 'true',
    reason: 'Only the answer to a question that is over changes, and its signal is checked before any answer counts.',
  },
  {
    file: 'electron/core/held/fingerprints.ts',
    original: 'a < b',
    replacement: 'a <= b',
    reason: 'Keys of a secret are unique, so that no two of them are equal.',
  },
  {
    file: 'electron/storage/profiles/way.ts',
    original: 'a.fingerprint < b.fingerprint',
    replacement: 'a.fingerprint <= b.fingerprint',
    reason: 'The fingerprints are the keys of a map, so that no two of them are equal.',
  },
  {
    file: 'electron/core/held/heldCredentials.ts',
    original: '[]',
    replacement: '["Stryker was here"]',
    reason: 'A text of fewer than 20 characters is never held (heldDigests.ts).',
  },
  {
    file: 'electron/desktop/ipc.ts',
    original: "typeof id !== 'number'",
    replacement: 'false',
    reason: '`Number.isSafeInteger` is false for everything that is not a number.',
  },
  {
    file: 'electron/desktop/ipc.ts',
    original: "typeof id === 'number'",
    replacement: 'true',
    reason: 'Calls are known by numbers only, so that nothing is found by anything else.',
  },
  {
    file: 'electron/desktop/ipc.ts',
    original: 'senderFrame !== null',
    replacement: 'true',
    reason: 'The main frame of a window is never null.',
  },
  {
    file: 'electron/desktop/home.ts',
    original: "typeof answer === 'string'",
    replacement: 'false',
    reason: 'A text has no field `ok`, and a missing one counts as false.',
  },
  {
    file: 'electron/desktop/windows.ts',
    original: 'focused !== null',
    replacement: 'true',
    reason: 'The map of windows has no entry for null.',
  },
  {
    file: 'electron/core/externalLinks.ts',
    original: 'url !== undefined',
    replacement: 'true',
    reason: '`plain` is false without an address.',
  },
  {
    file: 'electron/core/externalLinks.ts',
    original: 'url === undefined',
    replacement: 'false',
    reason: 'Without an address there are no prefixes.',
  },
  {
    file: 'policy/gains.ts',
    original: 'before.rules.filter((rule) => !keysAfter.has(keyOf(texts.before, rule)))',
    replacement: 'before.rules',
    reason: 'Paths of rules that did not change are decided as well, and gain nothing.',
  },
  {
    file: 'policy/gains.ts',
    original: 'after.rules.filter((rule) => !keysBefore.has(keyOf(texts.after, rule)))',
    replacement: 'after.rules',
    reason: 'Paths of rules that did not change are decided as well, and gain nothing.',
  },
  {
    file: 'policy/gains.ts',
    original: 'text === null',
    replacement: 'false',
    reason:
      'Decides about one more path, which only one of the two patterns matches. The decision is right for any path.',
  },
  {
    file: 'policy/gains.ts',
    original: 'joined === null && left !== right',
    replacement: 'false',
    reason:
      'Decides about one more path, which only one of the two patterns matches. The decision is right for any path.',
  },
]
