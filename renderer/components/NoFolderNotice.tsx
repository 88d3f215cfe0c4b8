import { useLingui } from '@lingui/react/macro'
import { Banner } from '../ui/Banner.tsx'
import { CodeBlock } from '../ui/CodeBlock.tsx'

/** Explains how to start Strongroom with a folder for files, in a browser. */
export function NoFolderNotice({ command }: { readonly command: string }) {
  const { t } = useLingui()
  return (
    <Banner tone="info" title={t`Strongroom was started without a folder for files`}>
      <p>{t`In the browser, Strongroom can use only one folder of your computer. Restart it with this command and your folder.`}</p>
      <CodeBlock label={t`Command`} copyLabel={t`Copy command`} onCopy={() => navigator.clipboard.writeText(command)}>
        {command}
      </CodeBlock>
    </Banner>
  )
}
