/** Modules that load on first use and failed to load are loaded by the next use. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createEvents } from '../../../electron/core/events.ts'
import type { CallContext } from '../../../electron/core/handler.ts'
import { createDoctorSession } from '../../../electron/features/kubernetes/doctor/doctorSession.ts'
import { kubernetesDoctorHandlers } from '../../../electron/features/kubernetes/doctor/handlers.ts'
import { lazyTopic } from '../../../electron/core/calls/lazyTopic.ts'
import { neverAborts } from '../../../electron/base/async/neverAborts.ts'
import type { Services } from '../../../electron/core/services.ts'
import { createWrittenFiles } from '../../../electron/core/files/writtenFiles.ts'
import { latePractice } from '../../../electron/features/practice/latePractice.ts'
import type { PracticeDeps } from '../../../electron/features/practice/practice.ts'
import { temporaryFolder } from '../../servers/lifetime.ts'

const context: CallContext = { signal: neverAborts, warn: () => undefined }
const profileId = '5c1d6b1e-0000-4000-8000-000000000001'

/** Returns the same object, except that the first read of a member fails. */
function failingOnce<T extends object>(target: T): T {
  let fails = true
  return new Proxy(target, {
    get: (from, name): unknown => {
      if (fails) {
        fails = false
        throw new Error('too many open files')
      }
      return Reflect.get(from, name)
    },
  })
}

it('Handlers whose module failed to load are loaded once by the next call', async () => {
  let loads = 0
  const handlers = lazyTopic('places', async () => {
    loads += 1
    if (loads === 1) throw new Error('too many open files')
    return { mountOf: async () => ({ mount: 'secret/', rest: 'a', kvVersion: 2 }) } as never
  })
  const call = () => handlers.mountOf({ profileId, path: 'secret/a' }, context)
  await expect(call()).rejects.toThrow('too many open files')
  const [one, two] = await Promise.all([call(), call()])
  expect([one, two, loads]).toEqual([one, one, 2])
})

it('A doctor that failed to start starts with the next call, and so do the kubeconfigs', async () => {
  const services = {
    deps: { environment: {} },
    servers: { tokenOf: () => 'token', signedInOn: () => null },
    events: createEvents(),
  } as unknown as Services
  const session = async () => createDoctorSession(services)
  const { kubernetesDoctor, kubeconfig } = kubernetesDoctorHandlers(failingOnce(services), session)
  await expect(kubernetesDoctor.takeToken({ profileId, jwt: 'none' }, context)).rejects.toThrow('too many open files')
  expect(await kubernetesDoctor.takeToken({ profileId, jwt: 'none' }, context)).toMatchObject({ id: null })
  expect(await kubeconfig.give({ text: '' }, context)).toBeDefined()
})

it('A practice server that failed to start is available to the next call', async () => {
  const folder = await temporaryFolder('practice')
  const deps: PracticeDeps = { folder, cacheFolder: folder, environment: {} } as unknown as PracticeDeps
  const practice = latePractice(failingOnce(deps))
  await expect(practice.state()).rejects.toThrow('too many open files')
  expect(await practice.state()).toBeDefined()
  await practice.close()
  await expect(practice.state()).rejects.toMatchObject({ code: 'practice-unavailable' })
})

it('A list of written files that could not be read is read by the next query', async () => {
  const folder = await temporaryFolder('written')
  const file = join(folder, 'written.json')
  await mkdir(file)
  const written = createWrittenFiles({ file, own: [] })
  await expect(written.has('/a')).rejects.toMatchObject({ code: 'file-unreadable' })
  await rm(file, { recursive: true })
  expect(await written.has('/a')).toBe(false)
})
