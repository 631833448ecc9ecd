// What each kind of letter is called where people read of it: on the board, in the terminal, in a dry run.
// Not the subject it bears.

import type { LetterName } from '../rollout/effect.ts'

export const letterWords: { readonly [name in LetterName]: string } = {
  'new-ticket': 'new rollout',
  invitation: 'invitation',
  reminder: 'reminder',
  'trial-started': 'the trial begins',
  'trial-reminder': 'reminder of the trial',
  'extend-request': 'a wish for more time',
  'team-silent': 'a team is silent',
  'call-preview': 'preview of the call',
  call: 'call to the list',
  'nobody-volunteers': 'nobody volunteers',
  'offer-received': 'an offer',
  'offer-result': 'what became of an offer',
  'call-filled': 'no more sites are looked for',
  'offer-confirm': 'please confirm your offer',
  'report-received': 'a report has come',
  'report-question': 'a question about a report',
  'reports-complete': 'all reports are here',
  outcome: 'outcome',
  'parent-outcome': 'outcome, for the release',
  'note-shared': 'a note',
  receipt: 'receipt',
  'ask-back': 'was it you?',
  pointer: 'whom to write to',
  'no-longer-asked': 'no longer asked',
  digest: 'what waits for you',
  gathered: 'several letters in one',
  'by-hand': 'please do by hand',
  'delivery-failed': 'a letter did not arrive',
  'admin-alert': 'how the bot stands',
}
