// XML as a tree in its own order, for reading documents. Takes what packageparts.ts leaves: no document type that
// declares anything, no comments, no CDATA, no instructions. Own, because the parser at hand holds a long text as a chain
// of single characters: five megabytes of report would not fit into what a document may use.

export type Node = {
  /** Empty for text. */
  readonly name: string
  readonly text: string
  readonly attributes: { readonly [name: string]: string }
  readonly children: readonly Node[]
}
const known: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const lastCodePoint = 0x10ffff

/** The five entities that need no declaring, and characters by number (XML 1.0 §4.1, §4.6); others stay as they are. */
export const decoded = (text: string): string =>
  !text.includes('&')
    ? text
    : text.replaceAll(/&(?:#x([0-9a-f]{1,8})|#(\d{1,8})|(\w{2,4}));/gi, (whole, hex, decimal, name) => {
        if (typeof name === 'string') return known[name] ?? whole
        const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal)
        return code > 0 && code <= lastCodePoint ? String.fromCodePoint(code) : ''
      })

const attribute = /(?<![^\s=/"'])([^\s=/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const attributesOf = (text: string): Node['attributes'] =>
  Object.fromEntries(
    Array.from(text.matchAll(attribute), ([, name = '', double, single]) => [
      name,
      decoded(double ?? single ?? ''),
    ]),
  )

/** Attributes are taken apart when somebody asks: few are, and a document has more of them than of anything else. */
class Element implements Node {
  readonly name: string
  readonly text = ''
  readonly children: Node[] = []
  readonly #inside: string
  constructor(name: string, inside: string) {
    this.name = name
    this.#inside = inside
  }
  get attributes(): Node['attributes'] {
    return attributesOf(this.#inside)
  }
}

const nothing: Node['attributes'] = {}
const nobody: readonly Node[] = []

const startTag = /<([^\s/<>"'=!?]+)(?![^\s/<>"'=!?])((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>/y
const endTag = /<\/([^\s<>]*)\s*>/y
const declaration = /<![^<>[]*>/y

const at = (pattern: RegExp, xml: string, place: number) => {
  pattern.lastIndex = place
  return pattern.exec(xml)
}

/**
 * A root without a name that holds the document's elements. Elements that are not closed end with the document, ends
 * without a beginning are passed over; throws a SyntaxError where a tag itself does not end.
 */
export function treeOf(xml: string): Node {
  const root = new Element('', '')
  const open: Element[] = [root]
  const top = () => open.at(-1) ?? root
  for (let place = 0; place < xml.length;) {
    const next = xml.indexOf('<', place)
    const text = xml.slice(place, next < 0 ? xml.length : next)
    if (text !== '')
      top().children.push({ name: '', text: decoded(text), attributes: nothing, children: nobody })
    if (next < 0) break
    const started = at(startTag, xml, next)
    const tag = started ?? at(endTag, xml, next) ?? at(declaration, xml, next)
    if (tag === null) throw new SyntaxError(`a tag at ${next} does not end`)
    const [whole, name = '', inside = ''] = tag
    if (started !== null) {
      const element = new Element(name, inside)
      top().children.push(element)
      if (!inside.endsWith('/')) open.push(element)
    } else if (whole.startsWith('</')) {
      const depth = open.findLastIndex((one) => one.name === name)
      if (depth > 0) open.length = depth
    }
    place = next + whole.length
  }
  return root
}

/** Every element of that name below, in document order. */
export function all(node: Node, name: string): readonly Node[] {
  return node.children.flatMap((child) =>
    child.name === name ? [child, ...all(child, name)] : all(child, name),
  )
}
export const child = (node: Node | undefined, name: string): Node | undefined =>
  node?.children.find((one) => one.name === name)
