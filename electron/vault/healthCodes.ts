/** Query parameters of `sys/health`, so that every state of a server is a success. */

/** Requests status 200 for every state. */
export const healthCodes = {
  activecode: '200',
  standbycode: '200',
  sealedcode: '200',
  uninitcode: '200',
  drsecondarycode: '200',
  performancestandbycode: '200',
  haunhealthycode: '200',
  removedcode: '200',
} as const

/** The statuses of servers and proxies that ignore `healthCodes`. */
export const healthStatuses = [429, 472, 473, 474, 501, 503, 530] as const
