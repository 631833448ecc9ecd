// Whether a mail passes another one on (SPEC §3.2). A forward carries the subject, the references and the quoted foot
// of what it forwards, and its writer meant none of them: those keys are inherited. Known by the first prefix of its
// subject, in the languages of mail programs, or by a mail that is attached whole.

import type { Message } from './message.ts'

/** "Antwort", "Svar", "Odpověď" and their like. */
const replies =
  /^(?:re|r|ré|rép|réf|aw|antw|antwort|sv|svar|vs|vast|vastaus|odp|odpověď|vá|válasz|ynt|yanıt|cvp|res|rif|resp|rsp|risp|odg|odgovor|одг|отг|отв|ответ|відп|ats|atb|απ|απάντηση|σχετ|回复|回覆|答复|答覆|返信|답장|회신|bls|תגובה|رد)$/iu
const forwards =
  /^(?:fw|fwd|forward|forwarded|wg|weitergeleitet|tr|trans|transf|réexp|i|inoltro|rv|reenv|enc|res\.enc|encaminhada|doorst|vb|vidarebefordrat|vl|välitetty|vid|videresendt|pd|podaj dalej|przekaż|přep|přeposláno|pre|preposlané|tov|továbbítás|[i\u0130]lt|[i\u0130]let|yönl|redir|redirecționat|edasi|pers|persiųsta|pārs|pārsūtīts|posr|posredovano|proslj|proslijeđeno|prosl|прослед|препр|препратено|переслано|пересл|перенаправлено|πρωθ|προωθ|προώθηση|πρθ|转发|轉寄|轉發|転送|전달|הועבר|إعادة توجيه)$/iu
/** Finnish answers and Norwegian or Danish forwards begin alike; the latter have their head in the text. */
const northern = /^vs$/iu
const northernHead = /^[ \t]{0,4}[*_]{0,2}Fra:/m

/** Tags of lists, tickets and gateways may stand before the prefix; counters (`RE[2]:`, `AW^3:`) behind it. */
const tags = /^(?:\s|\[[^[\]]{0,200}\]|【[^【】]{0,200}】|\([^()]{0,60}\)){0,8}/u
const prefix = /^(\p{L}[\p{L}\p{M}. ]{0,20}?)\s{0,3}(?:[[(^*]\s?\d{1,3}\s?[\])]?)?\s{0,3}[:：]/u

const firstPrefix = (subject: string): string => {
  const rest = subject.slice(0, 1000).replace(tags, '')
  return (
    prefix
      .exec(rest.replace(/^ext(?:ernal)?\s?[:：]\s{0,3}/iu, ''))?.[1]
      ?.normalize('NFC')
      .trim() ?? ''
  )
}

/** An answer to a forward is an answer; so is one that has a mail attached. */
export function isForward({ subject, attachments, text }: Message): boolean {
  const first = firstPrefix(subject)
  if (northern.test(first)) return northernHead.test(text.slice(0, 16_000))
  if (forwards.test(first)) return true
  return !replies.test(first) && attachments.some(({ type }) => type === 'message/rfc822')
}
