// What of a mail and of a page must not change by what anybody wrote: which headers, which recipients, which tags with
// which attributes, where its links go. Read by other parsers than those that made it.
import PostalMime from 'postal-mime'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

export type Page = {
  /** Tags and names of attributes as a tree; runs of text between them count for nothing. */
  readonly tree: string
  readonly links: readonly string[]
  readonly text: string
}

export function pageOf(html: string): Page {
  const links: string[] = []
  let text = ''
  const shape = (node: Node): string => {
    if (node.nodeName === '#text' && 'value' in node) text += node.value
    if (node.nodeName === '#comment') return '<!---->'
    const children = 'childNodes' in node ? node.childNodes.map(shape).join('') : ''
    if (!('tagName' in node)) return children
    const { tagName, attrs }: Element = node
    for (const { name, value } of attrs)
      if (['href', 'src', 'action', 'background', 'formaction', 'srcset'].includes(name)) links.push(value)
    return `<${[tagName, ...attrs.map(({ name }) => name)].join(' ')}>${children}</>`
  }
  const tree = shape(parse(html))
  // A text that is shown line by line has as many lines as it is long.
  return { tree: tree.replace(/(?:<br><\/>)+/g, '<br></>'), links, text }
}

export type Shape = {
  readonly headers: readonly string[]
  readonly recipients: readonly string[]
  readonly ids: readonly string[]
  readonly attachments: number
  readonly tree: string
}
export type Read = {
  readonly shape: Shape
  readonly page: Page
  readonly subject: string
  readonly text: string
}

export async function readMail(bytes: Uint8Array): Promise<Read> {
  const mail = await PostalMime.parse(bytes)
  const page = pageOf(mail.html ?? '')
  const addresses = [mail.from, mail.sender, ...(mail.to ?? []), ...(mail.cc ?? []), ...(mail.bcc ?? [])]
  return {
    shape: {
      headers: mail.headers.map(({ key }) => key),
      recipients: [...addresses, ...(mail.replyTo ?? [])].flatMap((one) =>
        one ? [one.address ?? 'a group'] : [],
      ),
      ids: [mail.messageId ?? '', mail.inReplyTo ?? '', mail.references ?? ''],
      attachments: mail.attachments.length,
      tree: page.tree,
    },
    page,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
  }
}

// Everything that moves a cursor, turns the direction or hides: nothing of it may reach a reader.
const unseen =
  // oxlint-disable-next-line no-control-regex -- it is about them
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]|\p{Surrogate}/u

/** What no letter and no page may hold, whatever was written. */
export function dangers({ links, text }: Page, more: readonly string[] = []): readonly string[] {
  // The page’s own empty icon, which is asked for nowhere.
  const bad = links.filter(
    (link) => link !== 'data:,' && !/^(?:https?:\/\/|mailto:|\/(?!\/)|#|\.)/i.test(link) && link !== '',
  )
  const said = bad.map((link) => `a link to ${link.slice(0, 60)}`)
  for (const link of links) if (link.startsWith('mailto:')) said.push(...mailtoDangers(link))
  for (const one of [text, ...more]) {
    const found = unseen.exec(one)
    if (found) said.push(`U+${found[0].codePointAt(0)?.toString(16)} in ${JSON.stringify(one.slice(0, 80))}`)
  }
  return said
}

/** A suggestion goes to us, with a subject and a body: no other field (RFC 6068). */
function mailtoDangers(link: string): readonly string[] {
  const [to = '', query = ''] = link.slice('mailto:'.length).split('?')
  const fields = new URLSearchParams(query.replaceAll('&amp;', '&'))
  return [
    ...(/^(?:staged-rollout|rt)[^,;%@]*@(?:[a-z]+[.])?egi\.example$/i.test(decodeURIComponent(to))
      ? []
      : [`a mailto to ${to}`]),
    ...[...fields.keys()]
      .filter((name) => !['subject', 'body'].includes(name))
      .map((name) => `a mailto with ${name}`),
    ...(/[\r\n]/.test(fields.get('subject') ?? '') ? ['a mailto whose subject has two lines'] : []),
  ]
}
