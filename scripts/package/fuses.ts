/**
 * The fuses of the packaged app: what Electron's binary can do beside running Strongroom. Each one is decided, and the
 * strict mode fails the packaging when a new Electron brings one that is not.
 * https://www.electronjs.org/docs/latest/tutorial/fuses
 */
import { FuseV1Options, FuseVersion, type FuseV1Config } from '@electron/fuses'

// A release listens to no debugger. Playwright needs one: a build to be tested, and never published, is made with
// STRONGROOM_TEST_BUILD=1.
export const forTests: boolean = process.env['STRONGROOM_TEST_BUILD'] === '1'

export const fuses: FuseV1Config = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // Otherwise anyone who can set an environment variable could run the app as Node, with its signature and its
  // access to the keychain.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: forTests,
  // The app sets no cookies. Encrypting them would make Chromium ask the macOS keychain for a key of its own at the first
  // start, a question that protects nothing.
  [FuseV1Options.EnableCookieEncryption]: false,
  // The code that runs is the code that was packaged.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // One snapshot for all processes: there is no second one.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page comes over app://, no file:// page has any business here.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // The HTTP client's parser is WebAssembly: with trap handlers its bounds checks cost nothing.
  [FuseV1Options.WasmTrapHandlers]: true,
}
