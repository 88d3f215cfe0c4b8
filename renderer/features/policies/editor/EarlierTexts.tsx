/** Earlier texts of a policy, as they are stored on this computer: to view, and to put back into the editor. */
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { bridge } from '../../../lib/bridge.ts'
import { valueOf } from '../../../lib/call.ts'
import { Button } from '../../../ui/Button.tsx'
import { LineDiff } from '../../../ui/LineDiff.tsx'
import { Problem } from '../../../components/Problem.tsx'
import { useClockTime } from '../../../ui/useClockTime.ts'
import styles from './EarlierTexts.module.css'
import panelList from '../shared/panelList.module.css'
import { earlierTexts } from '../queries.ts'

export function EarlierTexts({
  profileId,
  name,
  current,
  onPutBack,
}: {
  profileId: string
  name: string
  /** The text that they are compared with. */
  current: string
  onPutBack: (text: string) => void
}) {
  const { t } = useLingui()
  const clockTime = useClockTime()
  const texts = useQuery(earlierTexts(profileId, name))
  const [open, setOpen] = useState<{ readonly id: string; readonly text: string } | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  async function show(id: string): Promise<void> {
    try {
      setOpen({ id, ...(await valueOf(bridge.policies.earlierText({ profileId, name, id }))) })
      setProblem(null)
    } catch (thrown) {
      setProblem(thrown)
    }
  }
  if (texts.isError) return <Problem problem={texts.error} onRetry={() => void texts.refetch()} />
  return (
    <section className={panelList['panel']} aria-label={t`Earlier texts`}>
      <p className={panelList['note']}>
        {texts.data?.length === 0 ? (
          <Trans>
            This computer keeps no earlier text of this policy yet. It keeps one each time that you save or delete here.
          </Trans>
        ) : (
          <Trans>
            Texts that you replaced or deleted here, stored encrypted on this computer. The server keeps no earlier
            texts.
          </Trans>
        )}
      </p>
      {problem !== null && <Problem problem={problem} />}
      <ul className={panelList['list']}>
        {texts.data?.map(({ id, length }) => {
          const time = clockTime(id)
          return (
            <li key={id}>
              <div className={styles['earlier']}>
                <span>
                  <Trans>Until {time}</Trans>{' '}
                  <span className={panelList['note']}>
                    <Plural value={length} one="# character" other="# characters" />
                  </span>
                </span>
                {open?.id === id ? (
                  <Button size="small" onPress={() => onPutBack(open.text)} aria-label={t`Restore the text of ${time}`}>
                    {t`Restore`}
                  </Button>
                ) : (
                  <Button size="small" onPress={() => void show(id)} aria-label={t`Show the text of ${time}`}>
                    {t`Show`}
                  </Button>
                )}
              </div>
              {open?.id === id && <LineDiff label={t`the text of ${time}`} before={current} after={open.text} />}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
