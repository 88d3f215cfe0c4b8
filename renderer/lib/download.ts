/**
 * Passes a file to the browser's downloads. The desktop shell has none: there the core writes where the person chooses.
 */
export function download(name: string, content: Blob): void {
  // SECURITY: an address in this page's memory, revoked soon; the content never becomes part of a link.
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
