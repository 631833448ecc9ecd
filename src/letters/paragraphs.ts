// What letters about the bot itself are made of: a head, and sentences with the commands that go with them. Shared by
// the files that say what stands still and what did not arrive; the templates lay it out.

/** `commands`: what is to be typed or copied, each on a line of its own below the words. */
export type Paragraph = { readonly words: string; readonly commands: readonly string[] }
export type Words = { readonly head: string; readonly paragraphs: readonly Paragraph[] }

/** A sentence or two, and what is to be typed for it. */
export const says = (words: string, ...commands: readonly string[]): Paragraph => ({ words, commands })

const thousands = (count: number) => count.toLocaleString('en-GB')
/** `1 letter`, `1,200 letters`: of words that take an s. */
export const many = (count: number, one: string) => (count === 1 ? `1 ${one}` : `${thousands(count)} ${one}s`)
