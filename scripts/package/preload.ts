/** Checks the preload: a sandboxed preload is one CommonJS script that can require `electron` and little else. */
import { parseSync, Visitor } from 'vite'

/**
 * Returns why Electron would not run `source` as a sandboxed preload, or what it would load; empty if there is no
 * problem. https://www.electronjs.org/docs/latest/tutorial/sandbox#preload-scripts
 */
export function preloadProblems(source: string): readonly string[] {
  const problems: string[] = []
  // As a module, because only then `import` and `export` are found, while the parser would reject them in a script.
  const { program, errors } = parseSync('preload.js', source, { sourceType: 'module' })
  problems.push(...errors.map(({ message }) => `does not parse: ${message}`))
  const required: string[] = []
  new Visitor({
    ImportDeclaration: () => void problems.push('has an import'),
    ExportNamedDeclaration: () => void problems.push('has an export'),
    ExportDefaultDeclaration: () => void problems.push('has an export'),
    ExportAllDeclaration: () => void problems.push('has an export'),
    ImportExpression: () => void problems.push('has an import()'),
    MetaProperty: ({ meta }) => {
      if (meta.name === 'import') problems.push('has an import.meta')
    },
    CallExpression: ({ callee, arguments: [first] }) => {
      if (callee.type !== 'Identifier' || callee.name !== 'require') return
      if (first?.type === 'Literal' && typeof first.value === 'string') required.push(first.value)
      else if (first?.type === 'TemplateLiteral' && first.expressions.length === 0) {
        required.push(first.quasis[0]?.value.cooked ?? '')
      } else problems.push('requires what is not written there')
    },
  }).visit(program)
  for (const name of required) if (name !== 'electron') problems.push(`requires ${name}`)
  return [...new Set(problems)]
}
