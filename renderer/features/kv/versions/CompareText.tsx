/** Two whole versions as text, line by line. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Eye } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import styles from './CompareText.module.css'
import compareTools from './shared/compareTools.module.css'
import { LineDiff } from '../../../ui/LineDiff.tsx'
import type { ComparedValues } from './useComparedValues.ts'
import { secretAsText } from './secretAsText.ts'

export function CompareText({ a, b, values }: { a: number; b: number; values: ComparedValues }) {
  const { t } = useLingui()
  const [texts, setTexts] = useState<{ a: string; b: string } | null>(null)
  async function show(): Promise<void> {
    const whole = await values.whole()
    if (whole !== null) setTexts({ a: secretAsText(whole.a), b: secretAsText(whole.b) })
  }
  if (texts === null) {
    return (
      <p className={styles['ask']}>
        <Button icon={<Eye size={14} />} onPress={() => void show()}>
          {t`Show both versions as text`}
        </Button>
        <span className={compareTools['quiet']}>
          <Trans>
            This shows all values of version {a} and version {b}.
          </Trans>
        </span>
      </p>
    )
  }
  if (texts.a === texts.b) return <p className={compareTools['quiet']}>{t`Both versions are identical.`}</p>
  return <LineDiff label={t`version ${a} and version ${b}`} before={texts.a} after={texts.b} />
}
