/** Copies the whole secret in a format that other programs read, and lists what that format cannot hold. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { ChevronDown, Copy } from 'lucide-react'
import { Button } from '../../../ui/Button.tsx'
import { Menu } from '../../../ui/Menu.tsx'
import { showToast } from '../../../ui/toasts.ts'
import { clipboardSeconds } from '../../../lib/copySecret.ts'
import type { Exported, ExportFormat } from './exporting.ts'
import { KeyNames } from '../shared/KeyNames.tsx'
import type { Values } from './useValues.ts'

export function CopyAs({ values }: { values: Values }) {
  const { t } = useLingui()
  const names: Readonly<Record<ExportFormat, string>> = { json: 'JSON', env: '.env', pairs: 'key=value' }

  async function copy(format: ExportFormat): Promise<void> {
    let exported: Exported | null = null
    const isCopied = await values.copyAll(async (entries) => {
      const { exportSecret } = await import('./exporting.ts')
      exported = exportSecret(format, entries)
      return exported.text
    })
    if (!isCopied || exported === null) return
    const name = names[format]
    const { leftOut, withControls, asText, fragile }: Exported = exported
    const isWhole = leftOut.length + withControls.length + asText.length + fragile.length === 0
    showToast({
      title: t`Secret copied as ${name}. Strongroom clears the clipboard in ${clipboardSeconds} s.`,
      seconds: isWhole ? 5 : 20,
      ...(!isWhole && { body: <Lost exported={exported} name={name} /> }),
    })
  }

  return (
    <Menu
      label={t`Copy all as`}
      trigger={
        <Button size="small" variant="quiet" icon={<Copy size={14} />} iconAfter={<ChevronDown size={14} />}>
          {t`Copy all as`}
        </Button>
      }
      groups={[
        {
          items: [
            {
              id: 'json',
              label: 'JSON',
              description: t`Keeps types and every digit`,
              onAction: () => void copy('json'),
            },
            { id: 'env', label: '.env', description: t`For dotenv`, onAction: () => void copy('env') },
            {
              id: 'pairs',
              label: 'key=value',
              description: t`Quoted for vault kv put in a shell`,
              onAction: () => void copy('pairs'),
            },
          ],
        },
      ]}
    />
  )
}

function Lost({ exported: { leftOut, withControls, asText, fragile }, name }: { exported: Exported; name: string }) {
  return (
    <>
      {leftOut.length > 0 && (
        <p>
          <Plural value={leftOut.length} one="# key is left out," other="# keys are left out," />{' '}
          <Trans>because {name} can't represent it:</Trans> <KeyNames names={leftOut} />
        </p>
      )}
      {withControls.length > 0 && (
        <p>
          <Plural
            value={withControls.length}
            one="# key is left out because it has control characters, which could run commands in a terminal. Copy it as JSON instead:"
            other="# keys are left out because they have control characters, which could run commands in a terminal. Copy them as JSON instead:"
          />{' '}
          <KeyNames names={withControls} />
        </p>
      )}
      {asText.length > 0 && (
        <p>
          <Trans>Converted to text, because {name} has no types:</Trans> <KeyNames names={asText} />
        </p>
      )}
      {fragile.length > 0 && (
        <p>
          <Trans>Programs that expand $ and backslashes, such as shells, would change these values:</Trans>{' '}
          <KeyNames names={fragile} />
        </p>
      )}
    </>
  )
}
