/** OpenBao's `list_scan_response_keys_filter_path`, a template of the Go language. */

/**
 * Whether OpenBao would accept it: every action is closed, and one of them contains the key, so that two keys result in
 * two paths. Actions with functions or conditions are assumed to be valid, because only the server can check them.
 */
export function isUsableFilter(template: string): boolean {
  let namesKey = false
  for (const [index, piece] of template.split('{{').entries()) {
    if (index === 0) continue
    const end = piece.indexOf('}}')
    if (end === -1) return false
    const action = piece.slice(0, end).replace(/^- /, '').replace(/ -$/, '').trim()
    if (action === '' || /^[A-Za-z_]\w*$/.test(action)) {
      // A single word is a function without its argument, or not a function; `end` and `else` belong to conditions.
      if (!['end', 'else', 'break', 'continue', 'true', 'false'].includes(action)) return false
    }
    if (/(?:^|[\s(|])\.key(?:$|[\s)|])/.test(action)) namesKey = true
  }
  return namesKey
}
