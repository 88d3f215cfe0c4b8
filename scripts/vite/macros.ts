/**
 * Lingui's macros by Babel. Lingui's own native transform is faster, but its binding is an optional package that npm
 * leaves out on Node 20, and a fresh clone must build there.
 */
import { transformAsync } from '@babel/core'
import macros from '@lingui/babel-plugin-lingui-macro'
import type { Plugin } from 'vite'

/** Expands `t`, `msg`, `Trans` and the others before any other plugin reads the file; does not change types and JSX. */
export function linguiMacros(): Plugin {
  return {
    name: 'lingui-macros',
    enforce: 'pre',
    transform: {
      filter: { id: /\.tsx?$/, code: /from ['"]@lingui\/(?:core|react)\/macro['"]/ },
      async handler(code, id) {
        const result = await transformAsync(code, {
          filename: id,
          babelrc: false,
          configFile: false,
          sourceMaps: true,
          plugins: [macros],
          parserOpts: { plugins: ['typescript', 'jsx'] },
        })
        return typeof result?.code === 'string' ? { code: result.code, map: result.map ?? null } : null
      },
    },
  }
}
