/** The two ways to sign in, in one chunk. */
export { SignInDialog } from '../../features/session/SignInDialog.tsx'
export { SignInPage } from '../../features/session/SignInPage.tsx'
