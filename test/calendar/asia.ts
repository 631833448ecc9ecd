// Where date-holidays does not say what the law of a country of Asia says. Governments there fix many days year by
// year: lists of those years are whole.

import {
  nextFree,
  onThese,
  plus,
  together,
  weekday,
  yearLists,
  yearly,
  type Change,
  type Correction,
} from './correction.ts'
import type { Days } from './daysoff.ts'

const dated = (known: Days, which: RegExp) =>
  Object.entries(known)
    .filter(([, name]) => which.test(name))
    .map(([date]) => date)

/** Three days around the new moon of the new year; one on a Sunday (since 2014) gives one day more. */
const koreanNewYear = (year: number, known: Days): Change => {
  const [first] = dated(known, /^Korean New Year/)
  if (first === undefined) return {}
  const days = [plus(first, -1), first, plus(first, 1)]
  const gone = dated(known, /Korean New Year/).map((date) => [date, null])
  const more = year >= 2014 && days.some((date) => weekday(date) === 7) ? [plus(first, 2)] : []
  return {
    ...Object.fromEntries(gone),
    ...Object.fromEntries([...days, ...more].map((date) => [date, 'Korean New Year'])),
  }
}

/** Statutory days of the spring festival: from New Year’s Day 2014 to 2024, from its eve before and since. */
const springFestival = (year: number, known: Days): Change => {
  const [eve] = dated(known, /Spring Festival/)
  if (eve === undefined) return {}
  const name = 'Spring Festival'
  if (year >= 2025) return { [plus(eve, 3)]: name }
  return year >= 2014 ? { [eve]: null, [plus(eve, 3)]: name } : {}
}

/**
 * In 2033 the leap month follows the eleventh month, not the seventh (Hong Kong Observatory’s conversion tables): the
 * autumn festival is on 8 September. `before` and `after`: days kept around it.
 */
const autumnOf2033 =
  (name: string, before = 0, after = 0) =>
  (year: number, known: Days): Change => {
    if (year !== 2033) return {}
    const wrong = Object.keys(known).filter(
      (date) => date >= '2033-10-04' && date <= '2033-10-09' && /Autumn|Thanksgiving/.test(known[date] ?? ''),
    )
    const days = Array.from({ length: after - before + 1 }, (_, n) => plus('2033-09-08', before + n))
    return Object.fromEntries([...wrong.map((date) => [date, null]), ...days.map((date) => [date, name])])
  }

/** From 2025: Saturday’s holiday the Friday before, Sunday’s the Monday after, the lunar new year always after. */
const taiwanFromAct = (year: number, known: Days): Change => {
  if (year < 2027) return {}
  const [eve] = dated(known, /New Year’s Eve|New Year's Eve/)
  const added: { [date: string]: string } = {
    [`${year}-05-01`]: 'Labour Day',
    [`${year}-09-28`]: 'Confucius’ Birthday',
    [`${year}-10-25`]: 'Taiwan Retrocession Day',
    [`${year}-12-25`]: 'Constitution Day',
  }
  for (const [date, name] of Object.entries(added)) {
    if (weekday(date) === 6) added[plus(date, -1)] = `${name} (substitute day)`
    if (weekday(date) === 7) added[plus(date, 1)] = `${name} (substitute day)`
  }
  if (eve !== undefined) added[plus(eve, -1)] = 'Day before Lunar New Year’s Eve'
  return added
}

export const asia: readonly Correction[] = [
  {
    country: 'CN',
    law: 'Regulation on National Festivals and Memorial Days of the State Council, arts. 2 and 3 (half days and Children’s Day are not for all), amended by Decree 795 of 2024; for 2021–2026 the yearly notices of the General Office of the State Council',
    change: together(
      (_, known) => Object.fromEntries(dated(known, /Children/).map((date) => [date, null])),
      springFestival,
      (year) => (year >= 2027 ? { [`${year}-05-02`]: 'Labour Day' } : {}),
      yearLists({
        2021: '0101-0103 New Year’s Day;0211-0217 Spring Festival;0403-0405 Qingming Festival;0501-0505 Labour Day;0612-0614 Dragon Boat Festival;0919-0921 Mid-Autumn Festival;1001-1007 National Day',
        2022: '0101-0103 New Year’s Day;0131-0206 Spring Festival;0403-0405 Qingming Festival;0430-0504 Labour Day;0603-0605 Dragon Boat Festival;0910-0912 Mid-Autumn Festival;1001-1007 National Day',
        2023: '0101-0102 New Year’s Day;0121-0127 Spring Festival;0405 Qingming Festival;0429-0503 Labour Day;0622-0624 Dragon Boat Festival;0929-1006 Mid-Autumn Festival and National Day',
        2024: '0101 New Year’s Day;0210-0217 Spring Festival;0404-0406 Qingming Festival;0501-0505 Labour Day;0608-0610 Dragon Boat Festival;0915-0917 Mid-Autumn Festival;1001-1007 National Day',
        2025: '0101 New Year’s Day;0128-0204 Spring Festival;0404-0406 Qingming Festival;0501-0505 Labour Day;0531-0602 Dragon Boat Festival;1001-1008 National Day and Mid-Autumn Festival',
        2026: '0101-0103 New Year’s Day;0215-0223 Spring Festival;0404-0406 Qingming Festival;0501-0505 Labour Day;0619-0621 Dragon Boat Festival;0925-0927 Mid-Autumn Festival;1001-1007 National Day',
      }),
      autumnOf2033('Mid-Autumn Festival'),
    ),
  },
  {
    country: 'HK',
    law: 'General Holidays Ordinance (Cap. 149), Schedule, as gazetted for 2010 and 2015; for 2033 with the festivals by the Observatory’s tables',
    change: together(
      onThese({
        '2010-02-17': null,
        '2010-04-06': 'The day following Easter Monday',
        '2015-04-07': 'The day following Easter Monday',
      }),
      (year, known) =>
        year === 2033
          ? {
              ...Object.fromEntries(dated(known, /Mid-Autumn|Chung Yeung/).map((date) => [date, null])),
              '2033-09-09': 'The day following the Chinese Mid-Autumn Festival',
              '2033-10-01': 'National Day, Chung Yeung Festival',
              '2033-10-03': 'The day following Chung Yeung Festival',
            }
          : {},
    ),
  },
  {
    country: 'IL',
    law: 'Basic Law: The Knesset, s. 10, and the Local Authorities (Elections) Law: the day of elections is a day of rest',
    change: onThese({
      '2018-10-30': 'Election Day',
      '2022-11-01': 'Election Day',
      '2024-02-27': 'Election Day',
    }),
  },
  {
    country: 'KR',
    law: 'Regulations on Holidays of Public Offices, arts. 2 and 3, since 2021 with the Public Holidays Act (No. 18291): three days from the eve of the lunar new year, elections at the end of a term, and days the government designates; as amended in 2026, 1 May (Labour Day) is one of them',
    change: together(
      koreanNewYear,
      yearly('05-01', 'Labour Day', 2026),
      nextFree(2027, (name) => name === 'Labour Day'),
      onThese({
        '2010-06-02': 'Election Day',
        '2012-04-11': 'Election Day',
        '2012-12-19': 'Election Day',
        '2014-06-04': 'Election Day',
        '2015-08-14': 'Temporary holiday',
        '2016-04-13': 'Election Day',
        '2016-05-06': 'Temporary holiday',
        '2017-05-09': 'Election Day',
        '2017-10-02': 'Temporary holiday',
        '2018-06-13': 'Election Day',
        '2020-04-15': 'Election Day',
        '2020-08-17': 'Temporary holiday',
        '2022-03-09': 'Election Day',
        '2022-06-01': 'Election Day',
        '2023-10-02': 'Temporary holiday',
        '2024-04-10': 'Election Day',
        '2024-10-01': 'Temporary holiday (Armed Forces Day)',
        '2025-01-27': 'Temporary holiday',
        '2025-06-03': 'Election Day',
        '2026-06-03': 'Election Day',
      }),
      autumnOf2033('Korean Thanksgiving', -1, 1),
    ),
  },
  {
    country: 'MY',
    law: 'Holidays Act 1951 (Act 369); dates by the moon and days beyond the Act by the Prime Minister’s Department’s yearly lists',
    change: together(
      (_, known) => Object.fromEntries(dated(known, /Nuzul/).map((date) => [date, null])),
      onThese({
        '2021-08-09': null,
        '2021-08-10': 'Islamic New Year',
        '2021-10-18': null,
        '2021-10-19': 'Birthday of Muhammad (Mawlid)',
        '2022-05-02': 'End of Ramadan (Eid al-Fitr)',
        '2022-07-11': 'Feast of the Sacrifice (Eid al-Adha) (substitute day)',
        '2022-10-10': 'Birthday of Muhammad (Mawlid)',
        '2022-11-18': 'Public holiday (general election)',
        '2022-11-28': 'Public holiday',
        '2023-01-24': 'Chinese New Year (substitute day)',
        '2023-04-24': 'End of Ramadan (Eid al-Fitr) (substitute day)',
        '2023-06-28': null,
        '2023-06-29': 'Feast of the Sacrifice (Eid al-Adha)',
        '2023-09-27': null,
        '2023-09-28': 'Birthday of Muhammad (Mawlid)',
        '2024-06-17': 'Feast of the Sacrifice (Eid al-Adha)',
        '2024-07-08': 'Islamic New Year (substitute day)',
        '2025-04-01': 'End of Ramadan (Eid al-Fitr)',
        '2025-06-06': null,
        '2025-06-07': 'Feast of the Sacrifice (Eid al-Adha)',
        '2025-06-26': null,
        '2025-06-27': 'Islamic New Year',
        '2025-09-04': null,
        '2025-09-05': 'Birthday of Muhammad (Mawlid)',
        '2025-09-15': 'Public holiday (Malaysia Day)',
        '2026-03-20': 'End of Ramadan (Eid al-Fitr) (additional day)',
        '2026-03-23': 'End of Ramadan (Eid al-Fitr) (substitute day)',
        '2026-06-02': 'Vesak Day (substitute day)',
        '2027-03-09': null,
        '2027-03-11': 'End of Ramadan (Eid al-Fitr)',
        '2027-05-16': null,
        '2027-05-17': 'Feast of the Sacrifice (Eid al-Adha)',
        '2027-05-20': 'Vesak Day',
        '2027-06-08': 'Islamic New Year (substitute day)',
        '2027-08-14': null,
        '2027-08-15': 'Birthday of Muhammad (Mawlid)',
        '2027-08-16': 'Birthday of Muhammad (Mawlid) (substitute day)',
      }),
    ),
  },
  {
    country: 'TH',
    law: 'Resolutions of the Cabinet on public holidays: a holiday at a weekend gives the next working day, and each year days are added; Makha, Visakha and Asalha Bucha as the government announces them, for 2027 by the lunar calendar',
    change: together(
      onThese({
        '2022-05-16': null,
        '2023-05-04': 'Coronation Day',
        '2023-06-05': 'Vesak Day',
        '2024-07-19': null,
        '2024-07-20': 'Asalha Puja',
        '2025-02-13': null,
        '2025-02-12': 'Makha Bucha',
        '2023-07-31': 'Special holiday',
        '2023-08-01': 'Asalha Puja',
        '2023-08-02': 'Buddhist Lent',
        '2027-02-21': 'Makha Bucha',
        '2027-05-20': 'Vesak Day',
        '2027-07-18': 'Asalha Puja',
        '2027-07-19': 'Buddhist Lent',
      }),
      (_, known) =>
        Object.fromEntries(
          dated(known, /Buddhist Lent/)
            .filter((date) => weekday(date) > 5)
            .map((date) => [date, null]),
        ),
      // Of Songkran’s days one alone is made up for: the next working day after 15 April.
      nextFree(2010, (_, date) => !/-04-1[34]$/.test(date) || weekday(date) === 7),
      onThese({
        '2021-02-12': 'Special holiday',
        '2021-04-12': 'Special holiday',
        '2021-09-24': 'Special holiday',
        '2021-10-22': 'King Chulalongkorn Day (moved)',
        '2021-10-25': null,
        '2022-01-03': 'New Year’s Eve (substitute day)',
        '2022-07-15': 'Special holiday',
        '2022-07-29': 'Special holiday',
        '2022-10-14': 'Special holiday',
        '2022-12-30': 'Special holiday',
        '2023-05-05': 'Special holiday',
        // On the same Saturday as Visakha Bucha: one day for both.
        '2023-06-06': null,
        '2023-12-29': 'New Year’s Eve (moved from 2 January)',
        '2024-04-12': 'Special holiday',
        '2024-12-30': 'Special holiday',
        '2025-06-02': 'Special holiday',
        '2025-08-11': 'Special holiday',
        '2026-01-02': 'Special holiday',
      }),
    ),
  },
  {
    country: 'TW',
    law: 'Implementing Regulations for Memorial Days and Holidays, since 28 May 2025 the Act on the Implementation of Memorial Days and Holidays (with 28 September, 25 October and 25 December, and 1 May for all); for 2021–2026 the yearly office calendar of the Directorate-General of Personnel Administration',
    change: together(
      taiwanFromAct,
      onThese({ '2027-04-06': 'Children’s Day (substitute day)' }),
      autumnOf2033('Mid-Autumn Festival'),
      yearLists({
        2021: '0101 New Year’s Day;0210-0216 Lunar New Year;0228,0301 Peace Memorial Day;0402-0405 Children’s Day and Tomb Sweeping Day;0614 Dragon Boat Festival;0920-0921 Mid-Autumn Festival;1010-1011 National Day;1231 New Year’s Day (substitute day)',
        2022: '0101 New Year’s Day;0131-0204 Lunar New Year;0228 Peace Memorial Day;0404-0405 Children’s Day and Tomb Sweeping Day;0603 Dragon Boat Festival;0909-0910 Mid-Autumn Festival;1010 National Day',
        2023: '0101-0102 New Year’s Day;0120-0127 Lunar New Year;0227-0228 Peace Memorial Day;0403-0405 Children’s Day and Tomb Sweeping Day;0622-0623 Dragon Boat Festival;0929 Mid-Autumn Festival;1009-1010 National Day',
        2024: '0101 New Year’s Day;0208-0214 Lunar New Year;0228 Peace Memorial Day;0404-0405 Children’s Day and Tomb Sweeping Day;0610 Dragon Boat Festival;0917 Mid-Autumn Festival;1010 National Day',
        2025: '0101 New Year’s Day;0127-0131 Lunar New Year;0228 Peace Memorial Day;0403-0404 Children’s Day and Tomb Sweeping Day;0530-0531 Dragon Boat Festival;0928-0929 Confucius’ Birthday;1006 Mid-Autumn Festival;1010 National Day;1024-1025 Taiwan Retrocession Day;1225 Constitution Day',
        2026: '0101 New Year’s Day;0215-0220 Lunar New Year;0227-0228 Peace Memorial Day;0403-0406 Children’s Day and Tomb Sweeping Day;0501 Labour Day;0619 Dragon Boat Festival;0925 Mid-Autumn Festival;0928 Confucius’ Birthday;1009-1010 National Day;1025-1026 Taiwan Retrocession Day;1225 Constitution Day',
      }),
    ),
  },
]
