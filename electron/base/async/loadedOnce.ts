/** A value that is created, or a module that is loaded, on first use. */
export interface LoadedOnce<T> {
  /** Creates the value on the first call; each call returns the same value. */
  (): Promise<T>
  /** Undefined until it is loaded. */
  readonly loaded: T | undefined
}

/** Runs `make` once, on the first call. If `make` failed, the next call runs it again. */
export function loadedOnce<T>(make: () => Promise<T>): LoadedOnce<T> {
  let loading: Promise<T> | undefined
  let loaded: T | undefined
  const begin = () => {
    const begun = make().then((made) => (loaded = made))
    begun.catch(() => {
      loading = undefined
    })
    return begun
  }
  const load = () => (loading ??= begin())
  return Object.defineProperty(load, 'loaded', { get: () => loaded }) as LoadedOnce<T>
}
