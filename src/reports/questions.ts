// What the report template asks (SPEC §4), in the words of the people who fill it in. Read back by heading: its words
// here, and `known` for what older templates and other languages call the same question.

import type { QuestionId } from './document.ts'

export type Question = {
  readonly id: QuestionId
  readonly heading: string
  /** Stands under the heading until somebody writes over it; never taken for an answer. */
  readonly hint: string
}

export const questions: readonly Question[] = [
  {
    id: 'node',
    heading: 'Site and node',
    hint: 'Which host or service ran it? One line is enough.',
  },
  {
    id: 'installed',
    heading: 'Installed or upgraded from',
    hint: 'New installation, or the version it was upgraded from.',
  },
  {
    id: 'release-notes',
    heading: 'Release notes',
    hint: 'Good enough to work from? What was missing or wrong?',
  },
  {
    id: 'documentation',
    heading: 'Documentation',
    hint: 'Good enough to install and run it? What was missing or wrong?',
  },
  {
    id: 'configuration',
    heading: 'Configuration',
    hint: 'How it was configured, and what had to be changed by hand.',
  },
  {
    id: 'tests',
    heading: 'Tests',
    hint: 'What you tried, and how it went.',
  },
  {
    id: 'exposure',
    heading: 'Exposure to production',
    hint: 'From which day to which day; how many jobs, transfers or users.',
  },
  {
    id: 'problems',
    heading: 'Problems found',
    hint: 'One a line, each with its GGUS ticket number. “None” is an answer too.',
  },
  {
    id: 'workarounds',
    heading: 'Work-arounds',
    hint: 'What helped until it is mended. Other sites will read this.',
  },
  {
    id: 'verdict',
    heading: 'Verdict',
    hint: 'ACCEPT or REJECT, and why in a sentence.',
  },
  {
    id: 'time',
    heading: 'Time spent',
    hint: 'Hours of work, about.',
  },
]
