/** What the built app weighs before it shows anything. It reads `dist/`: run `npm run build` first. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

const dist = join(import.meta.dirname, '..', '..', 'dist')
const read = (...path: string[]) => readFileSync(join(dist, ...path), 'utf8')

const anyImport = /(?:^|[;}])import(?:[\w*{}\s,$]+?from)?["']([^"']+)["']/g

/** A module and all that it imports at its start, by file name; what it loads later is not counted. */
function withImports(folder: string, entry: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(entry)) return seen
  const source = read(folder, entry)
  seen.set(entry, source)
  for (const [, name = ''] of source.matchAll(anyImport)) {
    if (name.startsWith('./')) withImports(folder, name.slice(2), seen)
  }
  return seen
}

describe('the main bundle', () => {
  it('is at most 500 KB with everything that it loads at the start', () => {
    const modules = withImports('main', 'main.js')
    expect(modules.size).toBeGreaterThan(1)
    const bytes = [...modules.values()].reduce((sum, source) => sum + Buffer.byteLength(source), 0)
    expect(bytes).toBeLessThanOrEqual(500 * 1024)
  })

  it('resolves nothing but Electron when it starts', () => {
    const outside = new Set<string>()
    for (const source of withImports('main', 'main.js').values()) {
      for (const [, name = ''] of source.matchAll(anyImport)) {
        if (!name.startsWith('node:') && !name.startsWith('./')) outside.add(name)
      }
    }
    expect([...outside]).toEqual(['electron'])
  })
})

describe('the preload', () => {
  it('is one file that requires Electron and nothing else', () => {
    const required = [...read('preload', 'preload.cjs').matchAll(/require\(["'`]([^"'`]+)["'`]\)/g)]
    expect(required.map(([, name]) => name)).toEqual(['electron'])
  })
})

describe('the page', () => {
  const html = read('renderer', 'index.html')
  const scripts = [...html.matchAll(/<(?:script|link)[^>]*(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(
    ([, name = '']) => name,
  )

  it('loads at most 250 KB of scripts, gzipped, before it shows anything', () => {
    const modules = new Map<string, string>()
    for (const name of scripts) withImports(join('renderer', 'assets'), name, modules)
    expect(modules.size).toBeGreaterThan(0)
    const bytes = [...modules.values()].reduce((sum, source) => sum + gzipSync(source).length, 0)
    expect(bytes).toBeLessThanOrEqual(250 * 1024)
  })

  it('has no inline script or style, so that its policy needs no exception', () => {
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/)
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/)
    expect(html).not.toContain('data:')
  })

  it('has a place for the nonce', () => {
    expect(html).toContain('<meta property="csp-nonce" nonce="__CSP_NONCE__">')
  })
})
