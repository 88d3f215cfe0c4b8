import { createContext, use } from 'react'

const LockContext = createContext<() => Promise<void>>(() => Promise.resolve())

export const LockProvider = LockContext.Provider

/** Locks Strongroom, after every page has handed over what it held. */
export const useLock = (): (() => Promise<void>) => use(LockContext)
