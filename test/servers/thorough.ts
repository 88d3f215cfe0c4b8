/**
 * Whether the tests that repeat an experiment many times do so as often as is useful (`STRONGROOM_THOROUGH=1`, weekly on
 * CI), or as often as fits into each run of `npm test`.
 */
export const isThorough = (process.env['STRONGROOM_THOROUGH'] ?? '') !== ''
