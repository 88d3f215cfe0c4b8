/**
 * The fuses of the packaged app: features of Electron's binary in addition to running Strongroom. Each one is set
 * explicitly, and the strict mode fails the packaging if a new Electron has one that is not.
 * https://www.electronjs.org/docs/latest/tutorial/fuses
 */
import { FuseV1Options, FuseVersion, type FuseV1Config } from '@electron/fuses'

// A release does not listen for a debugger. Playwright needs one: a build for tests, which is never published, is made
// with STRONGROOM_TEST_BUILD=1.
export const forTests: boolean = process.env['STRONGROOM_TEST_BUILD'] === '1'

export const fuses: FuseV1Config = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // Otherwise anyone who can set an environment variable could run the app as Node, with its signature and its
  // access to the keychain.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: forTests,
  // The app sets no cookies. Encrypting them would make Chromium ask the macOS keychain for its own key at the first
  // start, which protects nothing.
  [FuseV1Options.EnableCookieEncryption]: false,
  // Only the packaged code runs.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // All processes use one snapshot, because there is no second one.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page is served over app://, so file:// pages need no privileges.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // The HTTP client's parser is WebAssembly: with trap handlers its bounds checks are free.
  [FuseV1Options.WasmTrapHandlers]: true,
}
