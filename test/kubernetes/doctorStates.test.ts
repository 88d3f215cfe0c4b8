/**
 * The doctor's results for states of a real server and real API servers. Every certain reason is true in its state, with
 * every kind of evidence.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startKubernetes, type TestKubernetes } from '../servers/kubernetes.ts'
import { testedProduct } from '../servers/vault.ts'
import { startDoctorWorld, type DoctorWorld } from './doctorWorld.ts'
import { hostStates } from './states/hosts.ts'
import { kubeconfigStates } from './states/kubeconfigs.ts'
import { mountStates } from './states/mounts.ts'
import { objectStates } from './states/objects.ts'
import { reviewerStates } from './states/reviewers.ts'
import { certainOf, lessEvidence, stateWorld, trialOf, type State, type StateWorld } from './states/state.ts'
import { timeStates } from './states/times.ts'
import { tokenStates } from './states/tokens.ts'

let world: DoctorWorld
let other: TestKubernetes
let states: StateWorld

beforeAll(async () => {
  ;[world, other] = await Promise.all([startDoctorWorld(), startKubernetes()])
  await other.serviceAccount('default', 'vault')
  states = stateWorld(world, other, await world.kubernetes.token('default', 'vault'))
})
afterAll(async () => {
  await states.end()
  await Promise.all([world.stop(), other.stop()])
})

/** Returns the errors in the doctor's answer to a state; empty if there are none. */
async function complaintsAbout(state: State): Promise<string[]> {
  const attempt = await state.make(states)
  const { first, certain, evidence = [], excluded = [], doubts = [], cluster } = state
  const truths = state.true ?? []
  const works = first === null && truths.length === 0
  const holds = new Set([...(first === null ? [] : [first]), ...certain, ...truths])
  const complaints: string[] = []
  const require = (holdsTrue: boolean, complaint: string) => {
    if (!holdsTrue) complaints.push(complaint)
  }

  const trial = await trialOf(states, attempt, 'all')
  const [found] = trial.reasons
  const codes = new Set(trial.reasons.map(({ code }) => code))
  require((trial.login !== null) === works, works ? 'refused' : 'accepted')
  require(first === null || found?.code === first, `first is ${found?.code}`)
  require(evidence.every((one) => found?.evidence.includes(one) === true), `evidence is ${found?.evidence.join(', ')}`)
  const surely = certainOf(trial).sort().join()
  require(surely === [...certain].sort().join(), `certain of ${surely}`)
  for (const code of excluded) require(!codes.has(code), `lists ${code}`)
  require(trial.doubts.join() === doubts.join(), `doubts are ${trial.doubts.join()}`)
  require(cluster === undefined || trial.review?.cluster === cluster, `cluster is ${trial.review?.cluster}`)

  for (const less of state.isOnce === true ? [] : lessEvidence) {
    const one = await trialOf(states, attempt, less)
    require((one.login !== null) === works, `with ${less}: another outcome`)
    require(!works || one.reasons.length === 0, `with ${less}: reasons for a success`)
    for (const code of certainOf(one)) require(holds.has(code), `with ${less}: certain of ${code}`)
    // A reason without evidence isn't the first guess.
    const [guess] = one.reasons
    const isWild = guess?.certainty === 'possible' && /deleted|other-cluster/.test(guess.code)
    require(!isWild, `with ${less}: guesses ${guess?.code}`)
  }
  if (complaints.length > 0) complaints.push(JSON.stringify(trial))
  return complaints
}

const groups = { tokenStates, timeStates, objectStates, mountStates, hostStates, reviewerStates, kubeconfigStates }
const all = Object.values(groups)
  .flat()
  .filter(({ product = testedProduct }) => product === testedProduct)

describe('a sign-in', () => {
  it('is diagnosed in at least 60 states', () => expect(all.length).toBeGreaterThanOrEqual(60))

  it.each(all)('$name', async (state) => expect(await complaintsAbout(state)).toEqual([]))
})
