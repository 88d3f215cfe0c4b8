/** `npm run package -- --dry-run`: packs around a stand-in for Electron and checks what came out. */
import { join } from 'node:path'
import { checkPackedApp, type Finding } from './checks.ts'
import { behindLauncher } from './launcher.ts'
import { packAroundStandIn } from './pack.ts'
import { readPackedApp } from './packed.ts'
import { shippedPackages } from './shipped.ts'

/**
 * Packs a built project into `scratch`, an empty folder, and checks what came out. Where electron-builder itself fails,
 * that is the one finding. `fuses` is how many the stand-in has.
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

/** What electron-builder says after its mark for a failure, in one line; else its last line. */
function failureIn(words: string): string {
  const marked = /⨯\s*(.*?)\s*(?:How to fix:|failedTask=|$)/s.exec(words)?.[1]
  return (marked ?? words.trim().split('\n').at(-1) ?? '').replace(/\s+/g, ' ')
}

/** A line for each check, and each problem below it. */
export function table(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  return findings
    .flatMap(({ check, problems, seen }) => [
      problems.length === 0 ? `  ok  ${check.padEnd(width)}  ${seen}` : `FAIL  ${check}`,
      ...problems.map((problem) => `        ${problem}`),
    ])
    .join('\n')
}
