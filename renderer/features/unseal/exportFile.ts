import { bridge } from '../../lib/bridge.ts'
import { valueOf } from '../../lib/call.ts'

/** Where `cluster-keys.json` went: a path in the desktop shell, the browser's downloads in the other. */
export type Exported = { readonly how: 'written'; readonly path: string } | { readonly how: 'download' }

/** Saves a ceremony as `cluster-keys.json`; null when the person thought better of it. */
export async function exportCeremony(ceremonyId: string): Promise<Exported | null> {
  const answer = await valueOf(bridge.server.exportCeremony({ ceremonyId }))
  if (answer.how === 'cancelled') return null
  if (answer.how === 'written') return answer
  download(answer.name, answer.content)
  return { how: 'download' }
}

function download(name: string, content: string): void {
  // SECURITY: an address in this page's memory, taken back at once; the content never becomes part of a link.
  const url = URL.createObjectURL(new Blob([content], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
