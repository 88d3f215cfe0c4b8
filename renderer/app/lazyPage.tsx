import { lazy, type ReactNode, Suspense } from 'react'

type Page = () => ReactNode

/**
 * A page in a chunk of its own. Unlike the router's own way, the frame and its calls do not wait for it: they start while
 * it is still on its way.
 */
export function lazyPage<Name extends string>(load: () => Promise<{ readonly [K in Name]: Page }>, name: Name): Page {
  const Lazy = lazy(async () => {
    const module: Readonly<Record<string, Page>> = await load()
    return { default: module[name] ?? (() => null) }
  })
  return () => (
    <Suspense>
      <Lazy />
    </Suspense>
  )
}
