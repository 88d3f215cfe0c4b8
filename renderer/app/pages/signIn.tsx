/** The two ways to sign in, in one chunk. */
export { SignInDialog } from '../../features/access/SignInDialog.tsx'
export { SignInPage } from '../../features/access/SignInPage.tsx'
