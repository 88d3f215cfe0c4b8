/** The size of the built app before it shows anything. Reads `dist/`: run `npm run build` first. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  budgets,
  gzippedBytes,
  importsOf,
  mainModules,
  pageModules,
  plainBytes,
} from '../../scripts/package/budgets.ts'
import { preloadProblems } from '../../scripts/package/preload.ts'

const project = join(import.meta.dirname, '..', '..')
const read = (path: string) => readFileSync(join(project, path), 'utf8')

describe('the main bundle', () => {
  it('is at most 500 KB including everything that it loads at the start', () => {
    const modules = mainModules(read)
    expect(modules.size).toBeGreaterThan(1)
    expect(plainBytes(modules)).toBeLessThanOrEqual(budgets.main)
  })

  it('resolves only Electron when it starts', () => {
    const outside = new Set<string>()
    for (const source of mainModules(read).values()) {
      for (const name of importsOf(source)) {
        if (!name.startsWith('node:') && !name.startsWith('./')) outside.add(name)
      }
    }
    expect([...outside]).toEqual(['electron'])
  })
})

describe('the preload', () => {
  it('is one file that requires only Electron', () => {
    expect(read('dist/preload/preload.cjs')).toContain('require(')
    expect(preloadProblems(read('dist/preload/preload.cjs'))).toEqual([])
  })
})

describe('the page', () => {
  const html = read('dist/renderer/index.html')

  it('loads at most 250 KB of scripts, gzipped, before it shows anything', () => {
    const modules = pageModules(read)
    expect(modules.size).toBeGreaterThan(0)
    expect(gzippedBytes(modules)).toBeLessThanOrEqual(budgets.page)
  })

  it('has no inline script or style, so that its policy needs no exception', () => {
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/)
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/)
    expect(html).not.toContain('data:')
  })

  it('has a placeholder for the nonce', () => {
    expect(html).toContain('<meta property="csp-nonce" nonce="__CSP_NONCE__">')
  })
})
