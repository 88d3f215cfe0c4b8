/** Dispatched to the window when Strongroom is locked, for what outlives the pages: a copied value on the clipboard. */
export const lockEvent = 'strongroom:lock'
