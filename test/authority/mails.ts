// Writes the mail of a cell, byte by byte: no composer, no signer of the house.
import { forms, people, person, type Auth, type Cell, type Form } from './table.ts'
import { signatureOf, usual, type Knobs } from './sign.ts'

const bot = 'staged-rollout@egi.example'
const list = 'early-adopters-glite@mailman.egi.example'
export type Carried = { readonly address?: string; readonly marker?: string }

const border = 'mail.egi.example'
const stamp = (at: number) => new Date(at).toUTCString().replace('GMT', '+0000')
const hour = 3_600_000

const lookalike = (domain: string) => `xn--${domain.replace(/[.]example$/, '')}-8of.example`
const fromOf = (
  form: Form,
  address: string,
): { readonly lines: readonly string[]; readonly from: string } => {
  const [local = '', domain = ''] = address.split('@')
  const one = (line: string, from = address) => ({ lines: [`From: ${line}`], from })
  switch (form) {
    case 'plain':
      return one(`<${address}>`)
    case 'a manager’s display name':
      return one(`"mgr-glite@egi.example" <${address}>`)
    case 'upper case':
      return one(`<${address.toUpperCase()}>`)
    case 'Sender of somebody else':
      return { lines: [`From: <${address}>`, 'Sender: <mgr-ops@egi.example>'], from: address }
    case 'group':
      return one(`Team: <${address}>;`)
    case 'two addresses':
      return one(`<${address}>, <other@elsewhere.example>`)
    case 'two From lines':
      return { lines: [`From: <other@elsewhere.example>`, `From: <${address}>`], from: address }
    case 'munged by a list':
      return {
        lines: [
          `From: Somebody via glite <${list}>`,
          `Reply-To: <${address}>, <${list}>`,
          `X-Original-From: <${address}>`,
          `List-Id: Early adopters <${list.replace('@', '.')}>`,
          `List-Post: <mailto:${list}>`,
          'Precedence: list',
        ],
        from: list,
      }
    case 'RT relay':
      return relay('rt@rt.egi.example', address)
    case 'RT relay from elsewhere':
      return relay('rt@rt.elsewhere.example', address)
    case 'relay of a foreign RT':
      return relay('rt@rt.elsewhere.example', address, 'rt.elsewhere.example')
    case 'alias':
      return one(`<${local}@mobile.example>`, `${local}@mobile.example`)
    case 'host below the domain':
      return one(`<${local}@laptop.${domain}>`, `${local}@laptop.${domain}`)
    case 'lookalike domain':
      return one(`<${local}@${lookalike(domain)}>`, `${local}@${lookalike(domain)}`)
  }
}
const relay = (rt: string, address: string, host = 'rt.egi.example') => ({
  lines: [
    `From: "Somebody via RT" <${rt}>`,
    `X-RT-Originator: ${address}`,
    `X-RT-Ticket: ${host} #2205`,
    `X-RT-Loop-Prevention: ${host}`,
    'Precedence: bulk',
  ],
  from: rt,
})

/** An organisation's own name has no parent that signs for it. */
const parent = (domain: string) => domain.split('.').slice(-2).join('.')
const without = (name: string) => usual.filter((one) => one !== name)

type Plain = { readonly d: string; readonly t: number }
/** What the signer turns; null: nobody signs. */
const knobs: { readonly [auth in Auth]?: (plain: Plain) => Knobs | null } = {
  'DKIM of a host below': ({ d, t }) => ({ d: `mail.${d}`, t }),
  'DKIM of the parent': ({ d, t }) => ({ d: parent(d), t }),
  'DKIM, To unsigned': (plain) => ({ ...plain, h: without('to') }),
  'DKIM, Message-ID unsigned': (plain) => ({ ...plain, h: without('message-id') }),
  'DKIM, 47 hours old': ({ d, t }) => ({ d, t: t - 47 * 3600 }),
  'DKIM, 49 hours old': ({ d, t }) => ({ d, t: t - 49 * 3600 }),
  'our verdict, 49 hours old': ({ d, t }) => ({ d, t: t - 49 * 3600 }),
  'DKIM, 9 minutes ahead': ({ d, t }) => ({ d, t: t + 9 * 60 }),
  'DKIM, 11 minutes ahead': ({ d, t }) => ({ d, t: t + 11 * 60 }),
  'DKIM, no t=': ({ d }) => ({ d, t: null }),
  'DKIM, no t=, Date 49 hours old': ({ d }) => ({ d, t: null }),
  'DKIM of a foreign domain': ({ t }) => ({ d: 'elsewhere.test', t }),
  'our verdict on a foreign domain': ({ t }) => ({ d: 'elsewhere.test', t }),
  'DKIM of a domain that ends alike': ({ d, t }) => ({ d: `not${parent(d)}`, t }),
  'DKIM with l=': (plain) => ({ ...plain, l: 4 }),
  'DKIM, From unsigned': (plain) => ({ ...plain, h: without('from') }),
  'DKIM, Date unsigned': (plain) => ({ ...plain, h: without('date') }),
  'our verdict, no signature': () => null,
  'SPF alone': () => null,
  'ARC alone': () => null,
  'DMARC by SPF alone': () => null,
  none: () => null,
}

type Trace = {
  readonly from: string
  readonly domain: string
  readonly pass: string
  /** Our border's own line. */
  readonly received: string
  /** A line of our own server behind the border. */
  readonly hop: string
}
const verdict = (words: string, by = border) => `Authentication-Results: ${by}; ${words}`
/** Trace fields above the mail, topmost first; else only the border's. */
const traces: { readonly [auth in Auth]?: (trace: Trace) => readonly string[] } = {
  'our verdict over a body changed behind the border': ({ pass, received }) => [verdict(pass), received],
  'our verdict, no signature': ({ pass, received }) => [verdict(pass), received],
  'our verdict, 49 hours old': ({ pass, received }) => [verdict(pass), received],
  'our verdict below our own hop': ({ pass, received, hop }) => [hop, verdict(pass), received],
  'our verdict below the border': ({ pass, received }) => [received, verdict(pass)],
  'our verdict without a border': ({ pass }) => [verdict(pass)],
  'our verdict fail above pass': ({ pass, received }) => [
    verdict(pass.replace('pass', 'fail')),
    verdict(pass),
    received,
  ],
  'our verdict on a foreign domain': ({ received }) => [
    verdict('dkim=pass header.d=elsewhere.test header.s=s1'),
    received,
  ],
  'a foreign verdict': ({ pass, received }) => [verdict(pass, 'mail.elsewhere.example'), received],
  'SPF alone': ({ from, received }) => [
    verdict(`spf=pass smtp.mailfrom=${from}`),
    `Received-SPF: pass (${border}) client-ip=192.0.2.7`,
    received,
  ],
  'DMARC by SPF alone': ({ from, domain, received }) => [
    verdict(`dmarc=pass header.from=${domain}; spf=pass smtp.mailfrom=${from}`),
    received,
  ],
  'ARC alone': ({ domain, pass, received }) => [
    verdict(`arc=pass (i=1 dkim=pass dkdomain=${domain})`),
    received,
    'ARC-Seal: i=1; a=rsa-sha256; cv=none; d=elsewhere.test; s=s1; t=1; b=AAAA',
    `ARC-Authentication-Results: i=1; ${border}; ${pass}`,
  ],
}
function traceOf(auth: Auth, from: string, domain: string, now: number): readonly string[] {
  const received = `Received: from mx.${domain} (mx.${domain} [192.0.2.7]) by ${border} with ESMTPS id 4X; ${stamp(now)}`
  const hop = `Received: from ${border} by imap.egi.example with LMTP id 5Y; ${stamp(now)}`
  const pass = `dkim=pass header.d=${domain} header.s=s1 header.i=@${domain}`
  return traces[auth]?.({ from, domain, pass, received, hop }) ?? [received]
}

const changedOnTheWay = (auth: Auth) =>
  auth === 'DKIM, tampered body' ||
  auth === 'a foreign verdict' ||
  (auth.startsWith('our verdict') && auth !== 'our verdict, no signature')

/** The bytes of the cell's mail, received at `now` (milliseconds). `words`: what it says, lines by LF. */
export function mailOf(cell: Cell, words: string, carried: Carried, now: number, number: number): string {
  const { auth, form } = cell
  const { address } = person(cell.who)
  const { lines, from } = fromOf(form, address)
  const domain = (from.split('@')[1] ?? '').toLowerCase()
  const to = form === 'munged by a list' ? list : (carried.address ?? bot)
  const plain = { d: domain, t: Math.floor(now / 1000) }
  const turn = knobs[auth]
  const turned = turn ? turn(plain) : plain
  const late = auth === 'DKIM, no t=, Date 49 hours old' ? 49 * hour : 0
  const sent = turned?.t ? Math.min(now, turned.t * 1000) : now - late
  const quote = carried.marker === undefined ? '' : `\n\n> ${carried.marker.replace(/\r?\n/g, '\n> ')}`
  const body = `${words}${quote}\n`.replace(/\n/g, '\r\n')
  const head = [
    ...lines,
    ...(form.includes('RT')
      ? []
      : [`To: <${auth === 'DKIM, To of somebody else' ? 'somebody@elsewhere.test' : to}>`]),
    ...(auth === 'DKIM, To of somebody else' ? [`Delivered-To: ${to}`] : []),
    `Subject: ${cell.verb === 'prose' && cell.state !== 'none' ? '[staged-rollout #1] ' : ''}Our answer`,
    ...(auth === 'DKIM, no Date' ? [] : [`Date: ${stamp(sent)}`]),
    `Message-ID: <cell-${number}@${domain}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ]
  const mail = [...head, '', body].join('\r\n')
  const signature = turned ? [signatureOf(mail, turned)] : []
  const broken = auth === 'DKIM beside a broken one' ? [signatureOf(`${mail}x`, { d: domain, t: 1 })] : []
  const tail = changedOnTheWay(auth)
    ? '-- \r\nscanned on the way\r\n'
    : auth === 'DKIM with l='
      ? 'x\r\n'
      : ''
  const dated =
    auth === 'DKIM, tampered Date' ? mail.replace(/^Date: .*$/m, `Date: ${stamp(sent - 60_000)}`) : mail
  return [...traceOf(auth, from, domain, now), ...broken, ...signature, `${dated}${tail}`].join('\r\n')
}

/** The address in From: who would be answered. */
export const writerOf = ({ form, who }: Cell): string => {
  const own = formIsOwn(form)
  return own ? person(who).address : fromOf(form, person(who).address).from.toLowerCase()
}
const formIsOwn = (form: Form) => forms[form].own
/** No organisation stands above its own name. */
export const impossible = ({ auth, form, who }: Cell): boolean => {
  const domain = fromOf(form, person(who).address).from.split('@')[1]?.toLowerCase() ?? ''
  return auth === 'DKIM of the parent' && parent(domain) === domain
}
export const everyAddress = Object.values(people).map(({ address }) => address)
