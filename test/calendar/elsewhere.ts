// Where date-holidays does not say what the law of a country of America or Africa says.

import { onThese, plus, together, type Correction } from './correction.ts'

export const elsewhere: readonly Correction[] = [
  {
    country: 'AR',
    law: 'Law 27.399 and the government’s lists for 2022 (17 June stayed on its Friday; 2 September by Decree 573/2022) and, by Decree 614/2025, for 2025 (12 October moved to Friday the 10th); Maundy Thursday and the bridge days of 2024 to 2026 are “días no laborables”, on which public offices are closed and other employers choose',
    change: together(
      (_, known) => {
        const friday = Object.keys(known).find((date) => known[date]?.includes('Good Friday') === true)
        return friday === undefined ? {} : { [plus(friday, -1)]: 'Maundy Thursday' }
      },
      onThese({
        '2022-06-17': 'Anniversary of the Passing to Immortality of General Martín Miguel de Güemes',
        '2022-09-02': 'National Holiday (Decree 573/2022)',
        '2025-10-10': 'Day of Respect for Cultural Diversity',
        '2025-10-12': null,
        '2025-05-02': 'Bridge Day',
        '2025-08-15': 'Bridge Day',
        '2025-11-21': 'Bridge Day',
        '2026-03-23': 'Bridge Day',
        '2026-07-10': 'Bridge Day',
        '2026-12-07': 'Bridge Day',
      }),
    ),
  },
  {
    country: 'CL',
    law: 'The law of 2012 that made 17 September of that year a holiday',
    change: onThese({ '2012-09-17': 'National Holiday' }),
  },
  {
    country: 'MX',
    law: 'Ley Federal del Trabajo art. 74 VII: 1 October every six years from 2024, no longer 1 December',
    change: onThese({
      '2024-10-01': 'Change of Federal Government',
      '2024-12-01': null,
      '2030-10-01': 'Change of Federal Government',
      '2030-12-01': null,
    }),
  },
  {
    country: 'ZA',
    law: 'Public Holidays Act 36 of 1994, s. 2A: days that the President declares, those of elections among them',
    change: onThese({
      '2011-05-18': 'Voting Day',
      '2011-12-27': 'Public Holiday',
      '2014-05-07': 'Voting Day',
      '2016-08-03': 'Voting Day',
      '2019-05-08': 'Voting Day',
      '2021-11-01': 'Voting Day',
      '2022-12-27': 'Public Holiday',
      '2026-11-04': 'Voting Day',
    }),
  },
]
