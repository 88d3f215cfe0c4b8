/** The calls of `kubernetes` whose handlers are loaded when the first of them comes. */
import type { Handlers } from '../handler.ts'

export const mountCalls = ['mounts', 'enable', 'tune', 'disable', 'config', 'writeConfig', 'forgetReviewer'] as const
export type MountCall = (typeof mountCalls)[number]
export type KubernetesMountHandlers = Pick<Handlers<'kubernetes'>, MountCall>

export const roleCalls = ['role', 'writeRole', 'writeRoles', 'renameRole', 'removeRoles', 'exportRoles'] as const
export type RoleCall = (typeof roleCalls)[number]
/** `roles` is a stream. */
export type KubernetesRoleHandlers = Pick<Handlers<'kubernetes'>, RoleCall | 'roles'>
