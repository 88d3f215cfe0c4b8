import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import {
  AppWindow,
  Boxes,
  KeyRound,
  Lock,
  LogOut,
  Moon,
  Plus,
  ScrollText,
  Server,
  Settings,
  ShieldCheck,
  Sun,
  UserRound,
  Vault,
} from 'lucide-react'
import type { Settings as AppSettings } from '../../electron/contract/app.ts'
import type { Profile } from '../../electron/contract/connections.ts'
import { bridge, shell } from '../lib/bridge.ts'
import { appState } from '../lib/queries/app.ts'
import { routes, useGo } from '../lib/routes.ts'
import { type CommandGroup, CommandPalette } from '../ui/CommandPalette.tsx'
import { useLock } from './lock.tsx'
import { lastRouteIn } from './lastRoutes.ts'
import { usePlaceCommands } from './usePlaceCommands.tsx'

export interface PaletteProps {
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
  readonly profileId: string | null
  readonly profiles: readonly Profile[]
}

/** The command palette of the whole app. */
export function Palette({ isOpen, onOpenChange, profileId, profiles }: PaletteProps) {
  const { t } = useLingui()
  const go = useGo()
  const lock = useLock()
  const queryClient = useQueryClient()
  const change = async (settings: Partial<AppSettings>) => {
    await bridge.app.changeSettings(settings)
    await queryClient.invalidateQueries({ queryKey: appState.queryKey })
  }

  const placesFor = usePlaceCommands(profileId)

  const here: CommandGroup[] =
    profileId === null
      ? []
      : [
          {
            id: 'here',
            title: profiles.find(({ id }) => id === profileId)?.name ?? '',
            commands: [
              {
                id: 'secrets',
                label: t`Secrets engines`,
                icon: <KeyRound size={16} />,
                onAction: () => go(routes.engines(profileId)),
              },
              {
                id: 'policies',
                label: t`Policies`,
                icon: <ScrollText size={16} />,
                onAction: () => go(routes.policies(profileId)),
              },
              {
                id: 'kubernetes',
                label: t`Kubernetes`,
                icon: <Boxes size={16} />,
                onAction: () => go(routes.kubernetes(profileId)),
              },
              {
                id: 'access',
                label: t`Who am I`,
                icon: <UserRound size={16} />,
                onAction: () => go(routes.access(profileId)),
              },
              {
                id: 'seal',
                label: t`Seal and unseal`,
                icon: <ShieldCheck size={16} />,
                onAction: () => go(routes.seal(profileId)),
              },
              {
                id: 'edit',
                label: t`Edit this connection`,
                icon: <Server size={16} />,
                onAction: () => go(routes.editConnection(profileId)),
              },
            ],
          },
        ]
  const groups: CommandGroup[] = [
    ...here,
    {
      id: 'connections',
      title: t`Connections`,
      commands: [
        ...profiles.map((profile, index) => ({
          id: profile.id,
          label: profile.name,
          keywords: profile.address,
          hint: profile.address,
          icon: <Server size={16} />,
          shortcut: index < 9 ? `Alt+${index + 1}` : undefined,
          onAction: () => go(lastRouteIn(profile.id)),
        })),
        { id: 'all', label: t`Show connections`, icon: <Server size={16} />, onAction: () => go(routes.connections()) },
        { id: 'new', label: t`New connection`, icon: <Plus size={16} />, onAction: () => go(routes.newConnection()) },
        { id: 'practice', label: t`Practice Vault`, icon: <Server size={16} />, onAction: () => go(routes.practice()) },
      ],
    },
    {
      id: 'app',
      title: 'Strongroom',
      commands: [
        {
          id: 'lock',
          label: t`Lock Strongroom`,
          icon: <Lock size={16} />,
          shortcut: 'Mod+L',
          onAction: () => void lock(),
        },
        {
          id: 'light',
          label: t`Light theme`,
          icon: <Sun size={16} />,
          onAction: () => void change({ theme: 'light' }),
        },
        { id: 'dark', label: t`Dark theme`, icon: <Moon size={16} />, onAction: () => void change({ theme: 'dark' }) },
        ...(shell === 'electron'
          ? [
              {
                id: 'window',
                label: t`New window`,
                icon: <AppWindow size={16} />,
                shortcut: 'Mod+N',
                onAction: () => void bridge.window.open({}),
              },
            ]
          : []),
        ...(shell === 'loopback'
          ? [
              {
                id: 'end-session',
                label: t`End this session…`,
                icon: <LogOut size={16} />,
                // The question is asked on that page.
                onAction: () => go(routes.settings()),
              },
            ]
          : []),
        {
          id: 'keychain',
          label: t`Stored credentials`,
          icon: <Vault size={16} />,
          onAction: () => go(routes.keychain()),
        },
        { id: 'settings', label: t`Settings`, icon: <Settings size={16} />, onAction: () => go(routes.settings()) },
      ],
    },
  ]
  return (
    <CommandPalette
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      label={t`Search commands and places`}
      empty={t`No results`}
      groups={groups}
      groupsFor={placesFor}
    />
  )
}
