// Which of a mail's texts are its writer's words: plain or HTML, where it has several (RFC 2046 §5.1.3, §5.1.4). Quotes
// and footers in them are ownwords.ts's matter.

import { htmlText } from './htmltext.ts'

/** Whether HTML says anything takes time to find out; where so many parts say nothing, the next is not the first. */
const mostLookedAt = 10

export type Said = { readonly html: boolean; readonly said: string; readonly choice: number }

/**
 * Text and HTML of the mail, each in the order of its parts. What begins with HTML that is in no choice with a text is
 * HTML throughout: the texts below are footers and files, and not what its writer says first.
 */
export function wordsIn(texts: readonly Said[]): { readonly text: string; readonly html: string } {
  const first = texts
    .slice(0, mostLookedAt)
    .find(({ html, said }) => (html ? htmlText(said.replaceAll('\r\n', '\n')) : said).trim() !== '')
  const isChoice = texts.some(
    ({ html, choice, said }) => !html && choice > 0 && choice === first?.choice && said.trim() !== '',
  )
  if (first?.html === true && !isChoice) {
    const all = texts.map(({ html, said }) => (html ? said : asHtml(said)))
    return { text: '', html: all.join('<br/>\n') }
  }
  const joined = (html: boolean, by: string) =>
    texts
      .filter((one) => one.html === html)
      .map(({ said }) => said)
      .join(by)
  return { text: joined(false, '\n'), html: joined(true, '<br/>\n') }
}
const asHtml = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r?\n/g, '<br/>')
