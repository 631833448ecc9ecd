// What holds for each kind of letter (SPEC §5, §3.5 rates): when it leaves, whether it counts as an answer
// (RFC 3834 §5), and where an answer to it goes. Words and layout are the templates' matter.

import type { LetterName } from '../rollout/effect.ts'

type Entry = {
  /** Smaller leaves first: invitations, calls and managers' letters, then answers, then news. */
  readonly priority: number
  readonly auto: 'auto-generated' | 'auto-replied'
  /** `ticket`: the reader's signed address; `question`: the one-time address; `call`: the public key of a call;
   *  `digest`: an address that knows what its numbers mean. */
  readonly answersTo: 'ticket' | 'question' | 'call' | 'digest' | 'bot'
}

export const catalog: { readonly [name in LetterName]: Entry } = {
  'admin-alert': { priority: 5, auto: 'auto-generated', answersTo: 'bot' },
  invitation: { priority: 10, auto: 'auto-generated', answersTo: 'ticket' },
  call: { priority: 10, auto: 'auto-generated', answersTo: 'call' },
  'new-ticket': { priority: 20, auto: 'auto-generated', answersTo: 'ticket' },
  'call-preview': { priority: 20, auto: 'auto-generated', answersTo: 'ticket' },
  'team-silent': { priority: 20, auto: 'auto-generated', answersTo: 'ticket' },
  'nobody-volunteers': { priority: 20, auto: 'auto-generated', answersTo: 'ticket' },
  'offer-received': { priority: 20, auto: 'auto-generated', answersTo: 'ticket' },
  'reports-complete': { priority: 20, auto: 'auto-generated', answersTo: 'ticket' },
  'extend-request': { priority: 20, auto: 'auto-generated', answersTo: 'ticket' },
  'delivery-failed': { priority: 20, auto: 'auto-generated', answersTo: 'ticket' },
  'by-hand': { priority: 20, auto: 'auto-generated', answersTo: 'ticket' },
  digest: { priority: 20, auto: 'auto-generated', answersTo: 'digest' },
  // It leaves with the most urgent of what is in it.
  gathered: { priority: 20, auto: 'auto-generated', answersTo: 'digest' },
  'trial-started': { priority: 55, auto: 'auto-generated', answersTo: 'ticket' },
  'trial-reminder': { priority: 30, auto: 'auto-generated', answersTo: 'ticket' },
  reminder: { priority: 30, auto: 'auto-generated', answersTo: 'ticket' },
  'ask-back': { priority: 40, auto: 'auto-replied', answersTo: 'question' },
  'offer-confirm': { priority: 40, auto: 'auto-replied', answersTo: 'question' },
  receipt: { priority: 50, auto: 'auto-replied', answersTo: 'ticket' },
  pointer: { priority: 60, auto: 'auto-replied', answersTo: 'bot' },
  'offer-result': { priority: 70, auto: 'auto-generated', answersTo: 'ticket' },
  'call-filled': { priority: 70, auto: 'auto-generated', answersTo: 'bot' },
  outcome: { priority: 70, auto: 'auto-generated', answersTo: 'ticket' },
  'parent-outcome': { priority: 70, auto: 'auto-generated', answersTo: 'ticket' },
  'no-longer-asked': { priority: 30, auto: 'auto-generated', answersTo: 'ticket' },
  'report-question': { priority: 55, auto: 'auto-generated', answersTo: 'ticket' },
  'report-received': { priority: 80, auto: 'auto-generated', answersTo: 'ticket' },
  'note-shared': { priority: 80, auto: 'auto-generated', answersTo: 'ticket' },
}

/** For the outbox: smaller leaves first. */
export const priorityOf = (letter: LetterName): number => catalog[letter].priority
