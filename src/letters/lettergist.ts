// What each kind of letter said, in one line: for managers who read that it did not arrive. Not its subject, which is
// the thread's.

import type { LetterName } from '../rollout/effect.ts'

export const letterGist: { readonly [name in LetterName]: string } = {
  'new-ticket': 'a rollout is open and waits for its teams',
  invitation: 'whether the team will try the release, and by when to answer',
  reminder: 'what is still owed, and by when',
  'trial-started': 'how the trial goes, and by when and under which name to report',
  'trial-reminder': 'by when to report',
  'extend-request': 'a team asks for more time',
  'team-silent': 'a team has not answered in time',
  'call-preview': 'the call that goes out unless it is held',
  call: 'the call for volunteers',
  'nobody-volunteers': 'nobody has volunteered',
  'offer-received': 'a site was offered',
  'offer-result': 'whether the offered site is needed',
  'call-filled': 'no more sites are looked for',
  'offer-confirm': 'whether the offer still stands',
  'report-received': 'a report has come',
  'report-question': 'what is open about a report that was sent',
  'reports-complete': 'all reports are here, and what to do next',
  outcome: 'how the rollout ended',
  'parent-outcome': 'how the rollout ended',
  'note-shared': 'what somebody wrote about the rollout',
  receipt: 'what became of the mail it answers',
  'ask-back': 'whether a mail in this name was meant',
  pointer: 'whom to write to',
  'no-longer-asked': 'the team is not asked any more',
  'by-hand': 'what to do by hand in other systems',
  'delivery-failed': 'a letter did not arrive',
  'admin-alert': 'how the bot stands',
  digest: 'what waits, over all rollouts',
  gathered: 'several letters in one',
}
