import styles from './SpacedText.module.css'

/** A long text in blocks of four that the eye can follow. The gaps are drawn: what is copied has none. */
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
