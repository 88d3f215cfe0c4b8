import styles from './SpacedText.module.css'

/** A long text in readable blocks of four. The gaps are drawn: copied text has none. */
export function SpacedText({ text }: { text: string }) {
  const blocks = (text.match(/.{1,4}/gs) ?? []).map((block, index) => ({ block, at: index * 4 }))
  return (
    <p className={styles['spaced']} translate="no">
      {blocks.map(({ block, at }) => (
        <span key={at}>{block}</span>
      ))}
    </p>
  )
}
