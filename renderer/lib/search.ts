/**
 * A text as filters and searches compare it: without its case, and composed, because macOS writes 한 in parts (Unicode
 * Standard Annex #15). Not by the language of the computer: in Turkish, `CONFIG_ID` would not contain `config_id`.
 */
export const comparable = (text: string): string => text.normalize('NFC').toLowerCase()
