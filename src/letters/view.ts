// From a letter to what its template may say: one entry a letter, so that a new letter is refused by the compiler
// until it has one.

import type { Letter } from '../rollout/effect.ts'
import { adminAlertView } from './alerting.ts'
import { deliveryFailedView } from './notarrived.ts'
import { askBackView, pointerView, receiptView } from './answering.ts'
import {
  byHandView,
  extendRequestView,
  invitationView,
  newTicketView,
  noLongerAskedView,
  reminderView,
  teamSilentView,
  trialReminderView,
  trialStartedView,
} from './asking.ts'
import {
  callFilledView,
  callPreviewView,
  callView,
  nobodyVolunteersView,
  offerConfirmView,
  offerReceivedView,
  offerResultView,
} from './calling.ts'
import { noteSharedView, outcomeView, parentOutcomeView, reportsCompleteView } from './concluding.ts'
import { digestView } from './digested.ts'
import type { Choice, FactLine, Pen } from './pen.ts'
import { reportQuestionView, reportReceivedView } from './reportasking.ts'

type View = { readonly facts: readonly FactLine[]; readonly choices: readonly Choice[] }

/** `callAddress`: where offers go; `call`: the text of the call, for its preview. Both empty for other letters. */
export const viewOf = (
  letter: Letter,
  pen: Pen,
  callAddress: string,
  call: string,
  /** The number before the first of a daily letter's. */
  numbered = 0,
): View => {
  switch (letter.letter) {
    case 'new-ticket':
      return newTicketView(letter, pen)
    case 'invitation':
      return invitationView(letter, pen)
    case 'reminder':
      return reminderView(letter, pen)
    case 'trial-started':
      return trialStartedView(letter, pen)
    case 'trial-reminder':
      return trialReminderView(letter, pen)
    case 'extend-request':
      return extendRequestView(letter, pen)
    case 'team-silent':
      return teamSilentView(letter, pen)
    case 'call-preview':
      return callPreviewView(letter, pen, call)
    case 'call':
      return callView(letter, pen, callAddress)
    case 'nobody-volunteers':
      return nobodyVolunteersView(letter, pen)
    case 'offer-received':
      return offerReceivedView(letter, pen)
    case 'offer-result':
      return offerResultView(letter)
    case 'call-filled':
      return callFilledView(letter)
    case 'offer-confirm':
      return offerConfirmView(letter, pen)
    case 'report-received':
      return reportReceivedView(letter, pen)
    case 'report-question':
      return reportQuestionView(letter, pen)
    case 'reports-complete':
      return reportsCompleteView(letter, pen)
    case 'outcome':
      return outcomeView(letter)
    case 'parent-outcome':
      return parentOutcomeView(letter)
    case 'note-shared':
      return noteSharedView(letter, pen)
    case 'receipt':
      return receiptView(letter, pen)
    case 'ask-back':
      return askBackView(letter, pen)
    case 'pointer':
      return pointerView(letter, pen)
    case 'no-longer-asked':
      return noLongerAskedView(letter)
    case 'digest':
      return digestView(letter, pen, numbered)
    case 'by-hand':
      return byHandView(letter)
    case 'delivery-failed':
      return deliveryFailedView(letter)
    case 'admin-alert':
      return adminAlertView(letter, pen)
    // What is in it is rendered on its own (gathering.ts).
    case 'gathered':
      return { facts: [], choices: [] }
  }
}

/** The team a letter is about, for the line that says why its reader gets it. */
export const teamOf = (letter: Letter) => {
  if (letter.letter === 'invitation' || letter.letter === 'outcome') return letter.team
  if (letter.letter === 'trial-started' || letter.letter === 'trial-reminder') return letter.team
  if (letter.letter === 'no-longer-asked') return letter.team
  if (letter.letter === 'reminder') return letter.to === 'team' ? letter.team : null
  return letter.letter === 'receipt' ? (letter.invitation?.team ?? null) : null
}
