/** The same read as a `vault` command, as `curl` and as a policy, for use elsewhere. */
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { connectionList } from '../../../lib/queries/connections.ts'
import { CodeBlock } from '../../../ui/CodeBlock.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import { copyText } from '../shared/clipboard.ts'
import styles from './ShowAs.module.css'
import { asCurl, asPolicy, asVaultCommand, policyReadsMore, type ShownSecret } from './showAs.ts'

export function ShowAs({ profileId, secret }: { profileId: string; secret: ShownSecret }) {
  const { t } = useLingui()
  const { data: profiles } = useQuery(connectionList)
  const profile = profiles?.find(({ id }) => id === profileId)
  if (profile === undefined) return null
  const vault = asVaultCommand(secret, profile)
  const curl = asCurl(secret, profile)
  const policy = asPolicy(secret)
  return (
    <section className={styles['section']} aria-labelledby="show-as">
      <h2 id="show-as" className={styles['title']}>{t`Show as`}</h2>
      <Tabs
        label={t`Show as`}
        items={[
          {
            id: 'vault',
            label: t`vault command`,
            content: (
              <>
                <CodeBlock
                  label={t`vault command`}
                  onCopy={() => copyText(vault)}
                  copyLabel={t`Copy the command`}
                  wraps
                >
                  {vault}
                </CodeBlock>
              </>
            ),
          },
          {
            id: 'curl',
            label: t`curl`,
            content: (
              <CodeBlock label={t`curl`} onCopy={() => copyText(curl)} copyLabel={t`Copy the command`} wraps>
                {curl}
              </CodeBlock>
            ),
          },
          {
            id: 'policy',
            label: t`policy`,
            content: (
              <>
                <CodeBlock label={t`policy`} onCopy={() => copyText(policy)} copyLabel={t`Copy policy`} wraps>
                  {policy}
                </CodeBlock>
                {policyReadsMore(secret) && (
                  <p className={styles['note']}>
                    <Trans>
                      Some characters in this name have a special meaning in policies: * at the end, + between slashes,
                      and templates in braces also match other names.
                    </Trans>
                  </p>
                )}
              </>
            ),
          },
        ]}
      />
    </section>
  )
}
