/** How wide the tree is, remembered for this window's next time. */
const name = 'strongroom.kv.tree'

/** In pixels. */
export function rememberedWidth(): number {
  const width = Number(localStorage.getItem(name))
  return Number.isFinite(width) && width > 0 ? width : 260
}

export const rememberWidth = (width: number): void => localStorage.setItem(name, String(width))
