/**
 * The rules for passphrases of the sealed files, for the core, which enforces them, and for the meter in the window.
 */

/** Characters of the shortest passphrase that is accepted. */
export const shortestPassphrase = 12

/**
 * Guesses that a passphrase must withstand. Each one costs scrypt with 128 MiB, about 0.3 s on one core of 2024: ten
 * billion guesses take a hundred years on that core.
 */
const fewestGuesses = 1e10

/** Words that an attacker would try first on this app's files. */
const namesHere = ['strongroom', 'vault', 'openbao', 'hashicorp', 'unseal']

export interface PassphraseGrade {
  /** From 0 (found immediately) to 4 (`fewestGuesses` or more). */
  readonly score: 0 | 1 | 2 | 3 | 4
  readonly problem: 'too-short' | 'too-weak' | null
}

/** Returns how well a passphrase withstands guessing. The dictionaries (430 KB) are loaded with the first call. */
export async function gradePassphrase(passphrase: string): Promise<PassphraseGrade> {
  const { guesses, score } = (await estimator()).check(passphrase.normalize('NFKC'), namesHere)
  const isShort = passphrase.length < shortestPassphrase
  return { score, problem: isShort ? 'too-short' : guesses < fewestGuesses ? 'too-weak' : null }
}

let loaded: ReturnType<typeof loadEstimator> | undefined
function estimator(): NonNullable<typeof loaded> {
  const loading = (loaded ??= loadEstimator())
  // After a failed load, the next call loads it again.
  loading.catch(() => {
    loaded = undefined
  })
  return loading
}

async function loadEstimator() {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
  ])
  return new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs, maxLength: 200 })
}
