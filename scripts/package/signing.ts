/**
 * Whether packages are signed, decided from the environment before electron-builder runs. Nothing configured: unsigned
 * packages and a line about it. Half configured: an error, so that no release is unsigned by mistake.
 */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Signing {
  /** The environment for electron-builder, without empty variables. */
  readonly env: NodeJS.ProcessEnv
  /** Additional arguments for electron-builder. */
  readonly words: readonly string[]
  /** A description of the signing, in sentences. */
  readonly lines: readonly string[]
}

interface Step {
  readonly does: string
  readonly without: string
  /** electron-builder's own variables: https://www.electron.build/docs/features/code-signing */
  readonly variables: readonly string[]
}

const certificate: Step = {
  does: 'The packages are signed with the certificate of CSC_LINK.',
  without: 'Skipped: the packages are not signed, because CSC_LINK and CSC_KEY_PASSWORD are not set.',
  variables: ['CSC_LINK', 'CSC_KEY_PASSWORD'],
}
const notarization: Step = {
  does: 'Apple notarizes the packages.',
  without: 'Skipped: Apple does not notarize the packages, because APPLE_API_KEY, _ID and _ISSUER are not set.',
  variables: ['APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'],
}
const windowsCertificate: Step = {
  does: 'The packages are signed with the certificate of WIN_CSC_LINK.',
  without: 'Skipped: the packages are not signed, because WIN_CSC_LINK and WIN_CSC_KEY_PASSWORD are not set.',
  variables: ['WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD'],
}
const steps: Readonly<Partial<Record<NodeJS.Platform, readonly Step[]>>> = {
  darwin: [certificate, notarization],
  win32: [windowsCertificate],
}
const allVariables = [certificate, notarization, windowsCertificate].flatMap(({ variables }) => variables)

/**
 * Returns how to run electron-builder on this platform. `scratch` is a folder that only this person can read; Apple's
 * key is written there if it was given as a text. Throws when some variables of a step are set and others are not.
 */
export function signing(given: NodeJS.ProcessEnv, platform: NodeJS.Platform, scratch: string): Signing {
  const env = { ...given }
  // A secret that a workflow does not have is an empty variable, which electron-builder would treat as a file.
  for (const name of allVariables) if (env[name]?.trim() === '') delete env[name]
  const lines: string[] = []
  const isConfigured = ({ does, without, variables }: Step): boolean => {
    const missing = variables.filter((name) => env[name] === undefined)
    if (missing.length > 0 && missing.length < variables.length)
      throw new Error(`${missing.join(' and ')} must be set, too: ${variables.join(', ')} belong together.`)
    lines.push(missing.length === 0 ? does : without)
    return missing.length === 0
  }
  const [signed = false, notarized = false] = (steps[platform] ?? []).map(isConfigured)
  if (notarized && !signed)
    throw new Error('Apple notarizes only what is signed: set CSC_LINK and CSC_KEY_PASSWORD, too.')
  const key = env['APPLE_API_KEY']
  if (notarized && key?.startsWith('-----BEGIN') === true) {
    // SECURITY: electron-builder requires a file; it is removed with the scratch folder.
    const file = join(scratch, 'apple-api-key.p8')
    writeFileSync(file, key, { mode: 0o600 })
    chmodSync(file, 0o600)
    env['APPLE_API_KEY'] = file
  }
  // Keeps electron-builder from signing with an identity that happens to be in this computer's keychain.
  if (!signed) env['CSC_IDENTITY_AUTO_DISCOVERY'] = 'false'
  const words = [
    ...(signed ? ['-c.forceCodeSigning=true'] : []),
    ...(platform === 'darwin' ? [`-c.mac.notarize=${notarized}`] : []),
  ]
  return { env, words, lines }
}
