/** The widths of the panes next to a secret, remembered for this window's next start. In pixels. */

const remembered = (name: string, first: number) => ({
  get: (): number => {
    const width = Number(localStorage.getItem(name))
    return Number.isFinite(width) && width > 0 ? width : first
  },
  set: (width: number): void => localStorage.setItem(name, String(width)),
})

const tree = remembered('strongroom.kv.tree', 260)
export const rememberedWidth = tree.get
export const rememberWidth = tree.set

/** The pane of versions and metadata. */
export const contextWidth = remembered('strongroom.kv.context', 290)
