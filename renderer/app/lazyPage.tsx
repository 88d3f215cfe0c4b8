import { type ComponentType, useEffect, useState } from 'react'

/**
 * A page in a chunk of its own. The frame and its calls do not wait for it, and it is shown as soon as it is loaded:
 * React's own `lazy` holds a page back for up to 300 ms when another one has just appeared.
 */
export function lazyPage<Name extends string, Props extends object = object>(
  load: () => Promise<{ readonly [K in Name]: ComponentType<Props> }>,
  name: Name,
): (props: Props) => React.ReactNode {
  let loaded: ComponentType<Props> | null = null
  return function LazyPage(props: Props) {
    const [Page, setPage] = useState<ComponentType<Props> | null>(() => loaded)
    const [problem, setProblem] = useState<unknown>(null)
    useEffect(() => {
      if (loaded !== null) return
      void load().then((module) => {
        const page: ComponentType<Props> = module[name]
        loaded = page
        setPage(() => page)
      }, setProblem)
    }, [])
    // The router's own error page shows it. A chunk is missing when the app was changed under the window.
    if (problem !== null) throw problem
    return Page === null ? null : <Page {...props} />
  }
}
