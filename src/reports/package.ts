// What the writers of packages (odt, docx, bundle) share: text fit for XML, and a zip that depends on nothing but what is
// in it, so that a letter made twice is still one letter.

/** No time of writing stands in a package: the same content is the same bytes. 1980 is where zip's time begins. */
export const packed = { level: 9, mtime: '1980-01-01T00:00:00' } as const

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** For text and for attribute values in double quotes (XML 1.0 §2.4). */
export const escapeXml = (text: string): string => text.replaceAll(/[&<>"]/g, (one) => entities[one] ?? one)
