// Who may speak to the pages (SPEC §10): only what was sent to this very host and port, so that no web page elsewhere
// reaches them by a name of its own that resolves here (DNS rebinding), and nothing is posted but from our own forms.
// Also the headers that keep a page from running anything but a script file of ours, where there is one.

import type { MiddlewareHandler } from 'hono'

const policyOf = (ownScript: boolean) =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "frame-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...(ownScript ? ["script-src 'self'", "connect-src 'self'"] : []),
  ].join('; ')

/** `hosts`: what the Host header may say, with the port, e.g. `127.0.0.1:8025`. `ownScript`: pages load ours. */
export const guard =
  (hosts: readonly string[], ownScript = false): MiddlewareHandler =>
  async (context, next) => {
    const host = (context.req.header('host') ?? '').toLowerCase()
    if (!hosts.includes(host))
      return context.text(`This is not ${host === '' ? 'a known host' : 'that host'}.\n`, 421)
    const reads = context.req.method === 'GET' || context.req.method === 'HEAD'
    const origin = context.req.header('origin')
    // Browsers name the origin of every POST; one that names none is no form of ours.
    const ours = origin === undefined ? reads : origin.toLowerCase() === `http://${host}`
    if (!ours) return context.text('Only the pages themselves may send this.\n', 403)
    await next()
    const { headers } = context.res
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', policyOf(ownScript))
    headers.set('x-content-type-options', 'nosniff')
    headers.set('referrer-policy', 'same-origin')
    headers.set('cache-control', 'no-store')
    headers.set('cross-origin-opener-policy', 'same-origin')
    return undefined
  }
