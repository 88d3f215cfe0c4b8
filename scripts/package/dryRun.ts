/** `npm run package -- --dry-run`: packs the app with a stand-in for Electron and checks the result. */
import { join } from 'node:path'
import { checkPackedApp, type Finding } from './checks.ts'
import { behindLauncher } from './launcher.ts'
import { packAroundStandIn } from './pack.ts'
import { readPackedApp } from './packed.ts'
import { shippedPackages } from './shipped.ts'

/**
 * Packs a built project into `scratch`, an empty folder, and checks the result. If electron-builder itself fails, that
 * is the only finding. `fuses` is the number of the stand-in's fuses.
 */
export async function dryRun(project: string, scratch: string, fuses?: number): Promise<readonly Finding[]> {
  const check = 'electron-builder packs it'
  const { folder, words } = await packAroundStandIn(project, scratch, fuses)
  if (folder === undefined) return [{ check, problems: [failureIn(words)], seen: '' }]
  const resources = join(folder, 'resources')
  const app = readPackedApp(resources)
  const findings = await checkPackedApp({
    project,
    app,
    resources,
    launcher: join(folder, 'strongroom'),
    program: join(folder, behindLauncher('strongroom')),
    shipped: shippedPackages(project, app),
  })
  return [{ check, problems: [], seen: 'around a stand-in for Electron' }, ...findings]
}

/** Returns electron-builder's message after its mark for a failure, on one line; else its last line. */
function failureIn(words: string): string {
  const marked = /⨯\s*(.*?)\s*(?:How to fix:|failedTask=|$)/s.exec(words)?.[1]
  return (marked ?? words.trim().split('\n').at(-1) ?? '').replace(/\s+/g, ' ')
}

/** Returns a line for each check, followed by its problems. */
export function table(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  return findings
    .flatMap(({ check, problems, seen }) => [
      problems.length === 0 ? `  ok  ${check.padEnd(width)}  ${seen}` : `FAIL  ${check}`,
      ...problems.map((problem) => `        ${problem}`),
    ])
    .join('\n')
}
