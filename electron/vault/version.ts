/** Returns major and minor of a server's version (`1.21.0`, `v2.7.2`, `1.15.4+ent`), undefined for anything else. */
export function majorAndMinorOf(version: string): readonly [major: number, minor: number] | undefined {
  const found = /^v?(\d+)\.(\d+)\./.exec(version)
  return found === null ? undefined : [Number(found[1]), Number(found[2])]
}
