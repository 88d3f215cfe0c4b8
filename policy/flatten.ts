/**
 * Converts objects of JSON to blocks of HCL, as the servers do: `{"path": {"a": {…}}}` becomes `path "a" {…}`, a list
 * of objects becomes one block for each. If all values of an object are objects, their names become keys of the outer
 * one, at any depth.
 */
import type { Item, Value } from './tree.ts'

/** Adds the blocks of `item` to the result, in order. */
function spread(item: Item, result: Item[]): void {
  const { value } = item
  if (value.kind === 'list' && value.values.length > 0 && value.values.every(({ kind }) => kind === 'block')) {
    for (const element of value.values) spread({ ...item, value: element }, result)
  } else if (
    value.kind === 'block' &&
    value.items.length > 0 &&
    value.items.every((inner) => inner.value.kind === 'block')
  ) {
    for (const inner of value.items)
      spread({ keys: [...item.keys, ...inner.keys], value: inner.value, start: inner.start, end: inner.end }, result)
  } else result.push(item)
}

function flattenValue(value: Value): Value {
  if (value.kind === 'block') return { ...value, items: flatten(value.items) }
  if (value.kind === 'list') return { ...value, values: value.values.map(flattenValue) }
  return value
}

export function flatten(items: readonly Item[]): readonly Item[] {
  const spreadItems: Item[] = []
  for (const item of items) spread(item, spreadItems)
  return spreadItems.map((item) => ({ ...item, value: flattenValue(item.value) }))
}
