/**
 * The rooms whose tests are measured: an unnoticed fault there could lose or expose a key, a secret or a draft. Each
 * room lists the unit tests that must notice a changed line. Tests that take longer than a few seconds are left
 * out on purpose, because they find a fault too late.
 */
import { globSync } from 'node:fs'

export interface Room {
  readonly name: string
  /** Globs of the source files, from the project's folder. */
  readonly sources: readonly string[]
  /** Globs of the unit tests that run against each mutant of the room. */
  readonly tests: readonly string[]
}

export const rooms: readonly Room[] = [
  {
    name: 'dispatch',
    sources: [
      'electron/core/calls/{dispatch,outputFence,lazyTopic,act}.ts',
      'electron/core/consent/allowed.ts',
      'electron/base/async/loadedOnce.ts',
      'electron/core/handler.ts',
    ],
    tests: [
      'test/core/calls/{dispatch,dispatchCalls,actSteps,outputFence,lazyTopic,loadedAgain}.test.ts',
      'test/core/consent/allowed.test.ts',
      'test/base/async/loadedOnce.test.ts',
    ],
  },
  {
    name: 'lock',
    sources: [
      'electron/core/lock/{lock,autoLock}.ts',
      'electron/core/consent/{consent,passphraseConsent}.ts',
      'electron/core/held/{secretValueCache,clipboardTimer}.ts',
      'electron/base/log/redact.ts',
    ],
    tests: [
      'test/core/lock/{lockPending,lockSteps,autoLock}.test.ts',
      'test/core/consent/{consent,consentAnswers,passphraseConsent}.test.ts',
      'test/core/held/{secretValueCache,clipboardTimer}.test.ts',
      'test/base/log/redact.test.ts',
    ],
  },
  {
    name: 'sessions',
    sources: [
      'electron/core/sessions/{servers,signIn,credentials,ways}.ts',
      'electron/core/held/{heldCredentials,fingerprints,boundAddress}.ts',
      'electron/storage/profiles/way.ts',
    ],
    tests: [
      'test/core/sessions/{servers,serverSessions,signInSteps,credentials,ways}.test.ts',
      'test/core/held/{heldCredentials,fingerprints}.test.ts',
      'test/storage/profiles/way.test.ts',
    ],
  },
  {
    name: 'custody',
    sources: [
      'electron/core/custody/{custody,custodyRules,custodyNodes}.ts',
      'electron/storage/keychain/{custodyEpochs,custodyShrinks}.ts',
      'electron/core/held/{heldDigests,heldFor}.ts',
      'electron/core/ceremonies/clusterKeys.ts',
      'electron/storage/keychain/epochIndex.ts',
      'electron/core/custody/keptMove.ts',
    ],
    tests: [
      'test/storage/keychain/{custodyEpochs,custodyShrinks,epochIndex}.test.ts',
      'test/core/custody/{custodyRules,keptMove,keptShares}.test.ts',
      'test/core/held/{heldDigests,heldHolders}.test.ts',
      'test/core/ceremonies/keyFiles.test.ts',
    ],
  },
  {
    name: 'ceremonies',
    sources: [
      'electron/core/ceremonies/{ceremonies,storedCeremony,erasableCeremonies,newKeys,witness,witnessJob,pgpKeys}.ts',
    ],
    tests: [
      'test/core/ceremonies/{ceremonies,ceremonyStates,newKeys,pgpKeys,storedCeremony,witness,witnessJob,witnessStart}.test.ts',
    ],
  },
  {
    name: 'transport',
    sources: [
      'electron/vault/{transport,request,parseResponse,retryPolicy,redirect}.ts',
      'electron/base/http/{exchange,deadline,answer,answerBounds,agent}.ts',
      'electron/base/json/bounded.ts',
      'electron/vault/{errorMapping,diagnose,session,init,initResult,unseal}.ts',
      'electron/base/http/networkFailure.ts',
      'electron/base/text/sanitizeText.ts',
      'electron/base/json/json.ts',
    ],
    tests: [
      'test/base/http/{agent,answer,answerBounds,answerReader,exchange}.test.ts',
      'test/vault/{bounds,clientCertificate,diagnose}.test.ts',
      'test/base/http/{http1,networkFailure,deadline}.test.ts',
      'test/vault/{init,initResult,lease,redirect,errorMapping,retryPolicy}.test.ts',
      'test/base/json/json.test.ts',
      'test/vault/{transport,transportRules,unseal}.test.ts',
      'test/core/status/clusterMemory.test.ts',
    ],
  },
  {
    name: 'KV writes',
    sources: [
      'electron/vault/{kv,kvAnswer,kvCompare,kvEffective,kvEntries,kvMetadata,kvPatch,kvVersions,mergePatch}.ts',
      'electron/vault/{responseChecks,responseFields}.ts',
      'electron/core/kv/{kvAccess,kvVersions}.ts',
      'electron/features/kv/{kvPatch,kvMetadata,kvWrite,refuseIfChanged}.ts',
    ],
    tests: [
      'test/vault/{bounds,kv,kvCalls,kvCompare,kvEffective,kvMetadata,mergePatch,responseChecks}.test.ts',
      'test/features/kv/{kvChange,kvPatch,kvPatchFailures,kvWrite}.test.ts',
    ],
  },
  {
    name: 'keychain',
    sources: [
      'electron/storage/keychain/!(custodyEpochs|custodyShrinks|epochIndex).ts',
      'electron/base/files/{atomicFile,jsonFile,exclusiveFile,preallocatedFile}.ts',
      'electron/base/async/sequencer.ts',
    ],
    tests: [
      'test/storage/keychain/{answerSeal,damagedEntry,erasableEntries,guesses,guessStates,noKeychain,osKeychain}.test.ts',
      'test/storage/keychain/{osKeychainThread,ownKeys,passphrase,rewrapJournal}.test.ts',
      'test/storage/keychain/{sealedFile,sealedFiles,sealedNames,sealedStore,storeStates,zeroFilled}.test.ts',
      'test/base/files/{atomicErrors,atomicFile,endOfSession,jsonFile,jsonFileStates,exclusiveFile,preallocatedFile}.test.ts',
    ],
  },
  {
    name: 'drafts',
    sources: ['electron/storage/drafts/*.ts', 'renderer/lib/{drafts,draftSessions,draftPlaces,errors}.ts'],
    tests: [
      'test/storage/drafts/*.test.ts',
      'test/renderer/{draftPlaces,draftStart}.test.ts',
      'test/renderer/lib/{draftHooks,draftSessions,drafts,errors}.test.ts',
    ],
  },
  {
    name: 'loopback',
    sources: ['electron/loopback/*.ts', 'renderer/lib/{loopbackChannel,loopbackPipe,tabSecret}.ts'],
    tests: [
      'test/loopback/{address,answers,bridge,browserTabs,channel,channelTimers,consent,consentCodes}.test.ts',
      'test/loopback/{consentPage,consentPageHtml,filesFolder,listen,openBrowser,pageChannel,requestRules,requests}.test.ts',
      'test/loopback/{secondStart,session,tabStore,tabs}.test.ts',
    ],
  },
  {
    name: 'desktop',
    sources: [
      'electron/desktop/{[a-v]*,window,windowBounds,windows,words}.ts',
      'electron/base/page/{pageFiles,pagePolicy}.ts',
      'electron/core/externalLinks.ts',
      'electron/preload.ts',
    ],
    // `witnessProcess` only runs in a separate process (test/electron/witness.test.ts).
    tests: [
      'test/desktop/{capture,clipboard,externalLinks,fileDialogs,homeDialogs,ipc,leaving,lifecycle,links,menu}.test.ts',
      'test/desktop/{notices,openOutside,pagePolicy,windowBounds,preloadCalls,presence,profileLock,protocol}.test.ts',
      'test/desktop/{shellWords,startArguments,window,windows}.test.ts',
    ],
  },
  {
    name: 'policy',
    sources: ['policy/{match,gains,rule,rules,meaning,reach,pattern,grant,decode}.ts', 'policy/lint/*.ts'],
    tests: ['test/policy/{decisions,expired,lintCases,mergeFix,readingCases}.test.ts'],
  },
  {
    name: 'editor',
    sources: [
      'renderer/features/kv/editor/{rows,rebase,merge,reconcile,changes,draft,generating,importing,pasted}.ts',
      'renderer/features/kv/editor/{dotenv,saveSecret,textProblems,wholeJson,wholeYaml}.ts',
    ],
    tests: ['test/renderer/kv/{rows,editing,reconcile,generating,exporting,importing,saveSecret}.test.ts'],
  },
]

/** Returns the source files of a room, as paths from `project`. */
export function filesOf({ sources }: Room, project: string): readonly string[] {
  return globSync([...sources], { cwd: project })
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted()
}
