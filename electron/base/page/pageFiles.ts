/**
 * The built renderer on disk. Both shells read it only through this file: closed lists of names and types, and no way
 * out of the folder.
 */
import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

// The build writes only plain names, so nothing is ever decoded: `%`, `\`, `:`, NUL and a leading dot do not match.
const plainPath = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/
const longestPath = 512

export interface PageFile {
  readonly body: Buffer
  readonly contentType: string
}

/**
 * Returns the file that a URL's path names below `root`, or undefined if there is none that may be shown. The page
 * itself is not a file in this sense, see `readPageTemplate`.
 */
export async function readPageFile(root: string, urlPath: string): Promise<PageFile | undefined> {
  // SECURITY: path containment (docs/security.md, "The page"): refuse by form first, then by the real path.
  if (urlPath.length > longestPath || !plainPath.test(urlPath)) return undefined
  const contentType = contentTypes[extname(urlPath)]
  if (contentType === undefined) return undefined
  try {
    const [inside, file] = await Promise.all([realpath(root), realpath(join(root, urlPath))])
    if (!file.startsWith(inside + sep)) return undefined
    return { body: await readFile(file), contentType }
  } catch {
    return undefined
  }
}

/**
 * Returns `index.html` as it was built, with the placeholder for the nonce. Rejects if the renderer has not been built.
 */
export function readPageTemplate(root: string): Promise<string> {
  return readFile(join(root, 'index.html'), 'utf8')
}
