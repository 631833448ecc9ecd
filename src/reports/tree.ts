// XML as a tree in its own order, for reading documents. Entities of the document are never resolved: whatever declares
// one was refused before (inspect.ts).

import { XMLParser } from 'fast-xml-parser'

export type Node = {
  /** Empty for text. */
  readonly name: string
  readonly text: string
  readonly attributes: { readonly [name: string]: string }
  readonly children: readonly Node[]
}

type Raw = { readonly [name: string]: unknown }

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: true,
  htmlEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
})

const isRaw = (one: unknown): one is Raw => typeof one === 'object' && one !== null && !Array.isArray(one)

function nodeOf(raw: Raw): Node | null {
  const name = Object.keys(raw).find((key) => key !== ':@')
  if (name === undefined) return null
  const below = raw[name]
  if (name === '#text')
    return { name: '', text: typeof below === 'string' ? below : String(below), attributes: {}, children: [] }
  const attributes = isRaw(raw[':@']) ? raw[':@'] : {}
  return {
    name,
    text: '',
    attributes: attributes as Node['attributes'],
    children: Array.isArray(below) ? below.filter(isRaw).flatMap((one) => nodeOf(one) ?? []) : [],
  }
}

/** A root without a name that holds the document's elements: as much as there is, where the XML is not well-formed. */
export function treeOf(xml: string): Node {
  // An old document type without entities is no part of the text.
  const body = xml.replace(/<!DOCTYPE[^[>]*>/i, '')
  const raw: unknown = parser.parse(body)
  const children = Array.isArray(raw) ? raw.filter(isRaw).flatMap((one) => nodeOf(one) ?? []) : []
  return { name: '', text: '', attributes: {}, children }
}

/** Every element of that name below, in document order. */
export function all(node: Node, name: string): readonly Node[] {
  return node.children.flatMap((child) =>
    child.name === name ? [child, ...all(child, name)] : all(child, name),
  )
}
export const child = (node: Node | undefined, name: string): Node | undefined =>
  node?.children.find((one) => one.name === name)
