/** The page's permissions and its security headers: one table for both shells (docs/security.md, "The page"). */
import { randomBytes } from 'node:crypto'

/**
 * The build writes this placeholder for a nonce (scripts/vite/renderer.config.ts); a shell replaces it by a new nonce
 * in each answer.
 */
const placeholder = '__CSP_NONCE__'

interface Allowances {
  /** For the few style elements that libraries create at run time. */
  readonly styleNonce?: string
  /** What the page may connect to in addition to its own origin. */
  readonly connect?: string
  /** `'sha256-…'` of an inline script. */
  readonly scriptHash?: string
  /** The hash of an inline style sheet. */
  readonly styleHash?: string
}

/**
 * Returns the Content-Security-Policy of a page (CSP Level 3). Everything is from the page's own origin and nothing is
 * `unsafe-*`; a page of the app gets a nonce for styles, never for scripts.
 */
export function contentSecurityPolicy({ styleNonce, connect, scriptHash, styleHash }: Allowances = {}): string {
  const directives: Readonly<Record<string, string>> = {
    'default-src': "'none'",
    'script-src': scriptHash === undefined ? "'self'" : scriptHash,
    // Policies are parsed in a worker, from a file of the app like every script.
    'worker-src': "'self'",
    'style-src': styleHash ?? (styleNonce === undefined ? "'self'" : `'self' 'nonce-${styleNonce}'`),
    'img-src': "'self'",
    'font-src': "'self'",
    'connect-src': connect === undefined ? "'self'" : `'self' ${connect}`,
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  }
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
}

/** Headers of every answer. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': [
    'accelerometer',
    'camera',
    'captured-surface-control',
    'clipboard-read',
    'compute-pressure',
    'display-capture',
    'gamepad',
    'geolocation',
    'gyroscope',
    'hid',
    'idle-detection',
    'keyboard-map',
    'local-fonts',
    'magnetometer',
    'microphone',
    'midi',
    'payment',
    'publickey-credentials-create',
    'publickey-credentials-get',
    'screen-wake-lock',
    'serial',
    'speaker-selection',
    'storage-access',
    'usb',
    'window-management',
    'xr-spatial-tracking',
  ]
    .map((feature) => `${feature}=()`)
    .join(', '),
}

export interface Page {
  readonly html: string
  readonly policy: string
}

/** Returns the app's page with a new nonce, and the policy for it. */
export function pageWithNonce(template: string, allowances: Pick<Allowances, 'connect'> = {}): Page {
  const styleNonce = randomBytes(18).toString('base64url')
  return {
    html: template.replaceAll(placeholder, styleNonce),
    policy: contentSecurityPolicy({ ...allowances, styleNonce }),
  }
}
