/** Parses the text of one kubeconfig. Runs in the parser thread, because the YAML may be hostile. */
import { parse, YAMLParseError } from 'yaml'
import { KubeconfigFile } from './kubeconfigSchema.ts'

export type ParsedKubeconfig =
  | { readonly file: KubeconfigFile }
  | { readonly state: 'not-a-kubeconfig'; readonly line?: number }

/** Returns the clusters, users and contexts of a text, or the line that is not YAML. */
export function parseKubeconfig(text: string): ParsedKubeconfig {
  let value: unknown
  try {
    // No tags of anybody's own, and few aliases: a small text must not become a large one. Whether a key is there twice
    // the parser finds out by comparing each with each: forty thousand of them would take half a minute.
    value = parse(text.replace(/^\u{feff}/u, ''), {
      schema: 'core',
      maxAliasCount: 100,
      uniqueKeys: false,
      logLevel: 'error',
    })
  } catch (problem) {
    // SECURITY: the parser's message quotes the text, so only the line leaves (docs/security.md, "Kubernetes").
    const line = problem instanceof YAMLParseError ? problem.linePos?.[0].line : undefined
    return { state: 'not-a-kubeconfig', ...(line === undefined ? {} : { line }) }
  }
  const read = KubeconfigFile.safeParse(value ?? {})
  return read.success ? { file: read.data } : { state: 'not-a-kubeconfig' }
}
