// Where date-holidays does not say what the law of a European country says.

import {
  nextFree,
  onThese,
  orthodoxEaster,
  plus,
  together,
  weekday,
  wholeYears,
  yearly,
  named,
  type Change,
  type Correction,
} from './correction.ts'
import type { Days } from './daysoff.ts'

/** Takes away what is named so; what else a date is stays. */
const without = (which: RegExp) => (_: number, known: Days) =>
  Object.fromEntries(
    Object.entries(known)
      .map(([date, name]) => [date, name, name.split(', ').filter((one) => !which.test(one))] as const)
      .filter(([, name, rest]) => rest.join(', ') !== name)
      .map(([date, , rest]) => [date, rest.length > 0 ? rest.join(', ') : null]),
  )
const only = (which: RegExp) => (_: number, known: Days) =>
  Object.fromEntries(
    Object.entries(known)
      .filter(([, name]) => !which.test(name))
      .map(([date]) => [date, null]),
  )
const easterSunday = (known: Days) =>
  Object.keys(known).find((date) => known[date]?.includes('Easter Sunday'))
/** The last Monday of August. */
const lateSummer = (year: number): Change => {
  const end = `${year}-08-31`
  return { [plus(end, 1 - weekday(end))]: 'Summer Bank Holiday' }
}
/** Days that Georgia’s government added, by year. */
const ORDINANCES: { readonly [year: number]: string } = {
  2021: '0103-0106,0108-0115,0504-0507,0510',
  2022: '0103-0106',
  2023: '0103-0106',
  2024: '0103-0105,0507-0508,0510',
  2025: '0829,1003',
  2026: '0105-0106',
}
/** Days off for which a Saturday was worked. */
const moved = (dates: string) =>
  onThese(Object.fromEntries(dates.split(' ').map((date) => [date, 'Day off (moved)'])))
/** When martial law began to take the days off away, and until when it is known to stand. */
const MARTIAL_FROM = '2022-03-24'
const MARTIAL_UNTIL = '2026-05-04'

export const europe: readonly Correction[] = [
  {
    country: 'AD',
    law: 'The government’s list for 2024: Shrove Monday was 12 February',
    change: onThese({ '2024-02-12': 'Shrove Monday', '2024-02-20': null }),
  },
  {
    country: 'AM',
    law: 'Law on Holidays and Memorial Days: by HO-362-N of 29 November 2021 the 3rd to 5th and the 7th of January are working days from 2022, by HO-1-N of 20 January 2026 the 27th of January is a day off; 20 September 2021 by the government, for a worked Saturday',
    change: together(
      ...['01-03', '01-04', '01-05'].map((day) => yearly(day, null, 2022)),
      yearly('01-07', 'Remembrance Day', 2010, 2021),
      onThese({ '2021-09-20': 'Day off (moved)' }),
      yearly('01-27', 'Day of Remembrance of the Fallen Defenders of the Fatherland', 2026),
    ),
  },
  {
    country: 'BA',
    law: 'There is no law of the state on holidays; what the laws of both entities have in common are 1–2 January and 1–2 May',
    change: only(/(?<!Orthodox |Islamic )New Year|Labour Day/),
  },
  {
    country: 'BG',
    law: 'Labour Code art. 154(1): 24, 25 and 26 December; art. 154(2), since 2017: the first working days after a holiday at a weekend, Easter excepted; 31 December 2025 and 2 January 2026 by Resolution 808 of the Council of Ministers of 19 November 2025',
    change: together(
      yearly('12-26', 'Boxing Day'),
      // Those of Christmas are shifted together, which may pass over 26 December itself.
      nextFree(2017, (name) => !/Easter|Good Friday/.test(name) || /Labour/.test(name)),
      onThese({
        '2025-12-31': 'Day off by the Council of Ministers',
        '2026-01-02': 'Day off by the Council of Ministers',
      }),
    ),
  },
  {
    country: 'BY',
    law: 'Decree of the President No. 157 of 26 March 1998 on public holidays, as amended: 2 January is a day off since 2020; for 2021–2026 the days that the Council of Ministers moved from worked Saturdays',
    change: together(
      yearly('01-02', 'New Year Holiday', 2020),
      moved(
        '2021-01-08 2021-05-10 2022-03-07 2022-05-02 2023-04-24 2023-05-08 2023-11-06 2024-05-13 2024-11-08 2025-01-06 2025-04-28 2025-07-04 2025-12-26 2026-04-20',
      ),
    ),
  },
  {
    country: 'CY',
    law: 'Kept by the calendar of the Church of Cyprus: Green Monday is 48 days before the Orthodox Easter, Kataklysmos 50 after it; the government’s yearly list of public holidays',
    change: (year, known) => ({
      ...without(/Clean Monday/)(year, known),
      [plus(orthodoxEaster(year), -48)]: 'Clean Monday',
      [plus(orthodoxEaster(year), 50)]: 'Kataklysmos (Whit Monday)',
    }),
  },
  {
    country: 'CZ',
    law: 'Act 245/2000, as amended by Act 359/2015: Good Friday since 2016',
    change: (year, known) => (year < 2016 ? without(/^Good Friday/)(year, known) : {}),
  },
  {
    country: 'ES',
    law: 'Real Decreto 2001/1983 art. 45: a holiday on a Sunday is moved by the autonomous communities, each for itself, so no substitute is nationwide',
    change: without(/substitute/),
  },
  {
    country: 'FO',
    law: 'What the offices of the islands keep: St Olaf’s Day, 29 July; of Flag Day (25 April) the afternoon alone',
    change: (year, known) => ({
      ...without(/^Flag Day/)(year, known),
      [`${year}-07-29`]: 'St. Olaf’s Day',
    }),
  },
  {
    country: 'GB',
    law: 'Banking and Financial Dealings Act 1971, s. 1(3), and Royal Proclamations for 2011 and 2012',
    change: onThese({
      '2011-04-29': 'Royal Wedding',
      '2012-05-28': null,
      '2012-06-04': 'Spring bank holiday',
    }),
  },
  {
    country: 'GE',
    law: 'Labour Code art. 30(1), with 17 May, first by the government’s order of 15 May 2024; art. 30(3): days the government adds by ordinance, since 2022 for administrative bodies (No. 698 of 2020 for January 2021, No. 381 of 2025 for 29 August 2025; of the others the day is known, not the number)',
    change: together(yearly('05-17', 'Day of Family Purity and Respect for Parents', 2024), (year) =>
      ORDINANCES[year] === undefined ? {} : named(year, `${ORDINANCES[year]} Day off by ordinance`),
    ),
  },
  {
    country: 'GG',
    law: 'The States’ list of bank holidays: last Monday of August; 16 July 2024, visit of the King',
    change: together(lateSummer, onThese({ '2024-07-16': 'Visit of the King' })),
  },
  {
    country: 'GI',
    law: 'The Bank and Public Holidays Order of each year: the spring-term holiday in February since 2021, National Day at a weekend made up for on the Monday after, 29 April 2024',
    change: together(
      (year, known) => (year < 2021 ? {} : without(/^Commonwealth Day/)(year, known)),
      (year, known) => (year < 2022 ? {} : without(/^Gibraltar National Day \(/)(year, known)),
      nextFree(2022, (name) => name === 'Gibraltar National Day'),
      onThese({
        '2021-02-15': 'Commonwealth Day',
        '2022-02-21': 'Commonwealth Day',
        '2023-02-20': 'Winter Midterm Bank Holiday',
        '2024-02-12': 'Winter Midterm Bank Holiday',
        '2024-04-29': 'Workers Memorial Day (substitute day)',
        '2025-02-17': 'Winter Midterm Bank Holiday',
        '2026-02-16': 'Winter Midterm Bank Holiday',
      }),
    ),
  },
  {
    country: 'GR',
    law: 'Decisions of the Minister of Labour for 2016, 2021, 2022 and 2024: 1 May at Easter, in the Holy Week or on a Sunday was moved',
    change: onThese({
      '2016-05-03': 'Labour Day (moved)',
      '2021-05-04': 'Labour Day (moved)',
      '2022-05-02': 'Labour Day (moved)',
      '2024-05-01': null,
      '2024-05-07': 'Labour Day (moved)',
    }),
  },
  {
    country: 'HU',
    law: 'The minister’s yearly decree on the order of work around holidays (Labour Code, Act I of 2012, § 102; for 2025 NGM 11/2024, for 2026 NGM 10/2025): a Saturday is worked for each of these',
    change: onThese({
      '2021-12-24': 'Rest day',
      '2022-03-14': 'Rest day',
      '2022-10-31': 'Rest day',
      '2024-08-19': 'Rest day',
      '2024-12-24': 'Rest day',
      '2024-12-27': 'Rest day',
      '2025-05-02': 'Rest day',
      '2025-10-24': 'Rest day',
      '2025-12-24': 'Rest day',
      '2026-01-02': 'Rest day',
      '2026-08-21': 'Rest day',
      '2026-12-24': 'Rest day',
    }),
  },
  {
    country: 'IE',
    law: 'Regulations of 2022 under the Organisation of Working Time Act 1997: 18 March 2022',
    change: onThese({ '2022-03-18': 'Day of Remembrance and Recognition' }),
  },
  {
    country: 'IM',
    law: 'Bank Holidays Act 1989: last Monday of August, Tynwald Day at a weekend made up for; the Treasury’s lists: TT holiday 7 June 2024, 6 June 2025, 5 June 2026',
    change: together(
      lateSummer,
      nextFree(2010, (name) => name === 'Tynwald Day'),
      onThese({
        '2024-06-14': null,
        '2024-06-07': 'TT Bank Holiday',
        '2025-06-13': null,
        '2025-06-06': 'TT Bank Holiday',
        '2026-06-12': null,
        '2026-06-05': 'TT Bank Holiday',
      }),
    ),
  },
  {
    country: 'IS',
    law: 'Act 88/1971, art. 6: the first day of summer is the first Thursday after 18 April, so never 18 April itself',
    change: (year, known) => {
      const date = `${year}-04-18`
      if (weekday(date) !== 4) return {}
      const maundy = known[date]?.includes('Maundy') === true || easterSunday(known) === plus(date, 3)
      return { [date]: maundy ? 'Maundy Thursday' : null, [`${year}-04-25`]: 'First Day of Summer' }
    },
  },
  {
    country: 'JE',
    law: 'Public holidays declared by the States: 27 September 2021 (250 years of the Corn Riots), 15 July 2024 (visit of the King)',
    change: onThese({ '2021-09-27': 'Corn Riots Anniversary', '2024-07-15': 'Visit of the King' }),
  },
  {
    country: 'LI',
    law: 'Labour Act (Arbeitsgesetz), its list of holidays: with 15 August and 1 November; bridge days are those of the state’s own offices',
    change: together(
      without(/^Feiertagsbrücke/),
      yearly('08-15', 'Staatsfeiertag'),
      yearly('11-01', 'All Saints’ Day'),
    ),
  },
  {
    country: 'LV',
    law: 'Law on public holidays, as amended for single days: 24 September 2018 (visit of the Pope), 9 July 2018 and 10 July 2023 (after the closing day of the Song and Dance Celebration, a Sunday)',
    change: onThese({
      '2018-07-09': 'Song and Dance Celebration',
      '2018-09-24': 'Visit of Pope Francis',
      '2023-07-10': 'Song and Dance Celebration',
    }),
  },
  {
    country: 'MC',
    law: 'Law 798 of 18 February 1966 and the yearly circulars on paid holidays: New Year, Assumption, All Saints and, since 2019, the Immaculate Conception on a Sunday give the Monday too',
    change: nextFree(
      2010,
      (name, date) =>
        weekday(date) === 7 &&
        (/^(?:New Year|Assumption|All Saints)/.test(name) ||
          (name.startsWith('Immaculate') && date >= '2019')),
    ),
  },
  {
    country: 'MD',
    law: 'Labour Code 154/2003 art. 111, as amended and published on 30 June 2023: 1 June, Children’s Day',
    change: yearly('06-01', 'International Children’s Day', 2024),
  },
  {
    country: 'ME',
    law: 'Law on the Celebration of Religious Holidays: free are those of that faith, nobody else. Law on State and Other Holidays (145/21, 3/23, 30/23): 13 November from 2022, with the day after from 2023; of two days one on a Sunday gives the next day',
    change: together(only(/New Year|Labour Day|Independence Day|Statehood Day/), (year) => {
      const name = 'Njegoš Day'
      const [first, second] = [`${year}-11-13`, `${year}-11-14`]
      if (year < 2023) return year === 2022 ? { [first]: name } : {}
      const more = weekday(first) === 7 || weekday(second) === 7 ? { [`${year}-11-15`]: name } : {}
      return { [first]: name, [second]: name, ...more }
    }),
  },
  {
    country: 'MK',
    law: 'Election days of 2024, off by the government’s decision',
    change: onThese({ '2024-04-24': 'Election Day', '2024-05-08': 'Election Day' }),
  },
  {
    country: 'NL',
    law: 'Algemene termijnenwet art. 3(1) names 5 May beside the others that are kept',
    change: yearly('05-05', 'Liberation Day'),
  },
  {
    country: 'PL',
    law: 'Act of 7 November 2018: 12 November 2018, for a hundred years of independence',
    change: onThese({ '2018-11-12': 'Centenary of Independence' }),
  },
  {
    country: 'PT',
    law: 'Lei 23/2012 took Corpus Christi, 5 October, 1 November and 1 December away from 2013; Lei 8/2016 restored them',
    change: (year, known) =>
      year < 2013 || year > 2015
        ? {}
        : without(/^(?:Corpus Christi|Implantação|All Saints|Restauração)/)(year, known),
  },
  {
    country: 'RO',
    law: 'Labour Code (Law 53/2003) art. 139: 6 and 7 January by Law 52/2023 from 2024 on, 1 June by Law 220/2016 from 2017 on, Good Friday by Law 64/2018',
    change: together(yearly('01-06', null, 0, 2023), yearly('01-07', null, 0, 2023), (year, known) =>
      without(year < 2017 ? /^Children|^Good Friday/ : year < 2018 ? /^Good Friday/ : /^$/)(year, known),
    ),
  },
  {
    country: 'RS',
    law: 'Law on State and Other Holidays art. 3a: a day of the Labour holiday on a Sunday, with Easter Monday after it, gives the Tuesday (Ministry of Labour, opinion 011-00-530/2020-02 for 2021; so in 2016, 2027 and 2032)',
    change: onThese({
      '2016-05-03': 'Labour Day (substitute day)',
      '2021-05-04': 'Labour Day (substitute day)',
      '2027-05-04': 'Labour Day (substitute day)',
      '2032-05-04': 'Labour Day (substitute day)',
    }),
  },
  {
    country: 'RU',
    law: 'Labour Code art. 112(2) and the government’s yearly resolutions on moved days off (for 2021 No. 1648, 2022 No. 1564, 2023 No. 1505, 2024 No. 1314, 2025 No. 1335, 2026 No. 1466); 4–7 May 2021 and 30 October–7 November 2021 by decrees of the President No. 242 and No. 595',
    change: together(
      wholeYears({
        2021: named(
          2021,
          '0101-0108 New Year Holiday;0222,0223 Defender of the Fatherland Day;0308 International Women’s Day;0501,0503 Spring and Labour Day;0504-0507 Non-working days;0509,0510 Victory Day;0612,0614 Russia Day;1030-1103 Non-working days;1104,1105 Unity Day;1231 Day off (moved from 2 January)',
        ),
        2023: named(
          2023,
          '0101-0108 New Year Holiday;0223 Defender of the Fatherland Day;0224 Day off (moved from 1 January);0308 International Women’s Day;0501 Spring and Labour Day;0508 Day off (moved from 8 January);0509 Victory Day;0612 Russia Day;1104,1106 Unity Day',
        ),
        2024: named(
          2024,
          '0101-0108 New Year Holiday;0223 Defender of the Fatherland Day;0308 International Women’s Day;0429-0430 Day off (moved);0501 Spring and Labour Day;0509 Victory Day;0510 Day off (moved);0612 Russia Day;1104 Unity Day;1230-1231 Day off (moved)',
        ),
        2025: named(
          2025,
          '0101-0108 New Year Holiday;0223 Defender of the Fatherland Day;0308 International Women’s Day;0501 Spring and Labour Day;0502 Day off (moved);0508 Day off (moved);0509 Victory Day;0612 Russia Day;0613 Day off (moved);1103 Day off (moved);1104 Unity Day;1231 Day off (moved)',
        ),
        2026: named(
          2026,
          '0101-0108 New Year Holiday;0109 Day off (moved);0223 Defender of the Fatherland Day;0308,0309 International Women’s Day;0501 Spring and Labour Day;0509,0511 Victory Day;0612 Russia Day;1104 Unity Day;1231 Day off (moved)',
        ),
      }),
      nextFree(2027, (_, date) => !date.includes('-01-')),
    ),
  },
  {
    country: 'SI',
    law: '14 August 2023, Day of Solidarity, by the law passed after the floods of that month; 2 January was abolished by ZUJF in May 2012, so not yet for that year',
    change: onThese({ '2012-01-02': "New Year's Day", '2023-08-14': 'Day of Solidarity' }),
  },
  {
    country: 'SK',
    law: 'Act 241/1993, as amended by the consolidation law in force since 1 November 2025: 8 May and 15 September are worked in 2026 alone; § 4a: 30 October 2018',
    change: together(
      onThese({ '2018-10-30': 'Anniversary of the Declaration of the Slovak Nation' }),
      yearly('05-08', 'Day of victory over fascism', 2027),
      yearly('09-15', 'Day of Our Lady of the Seven Sorrows', 2027),
    ),
  },
  {
    country: 'TR',
    law: 'Law 2429 art. 2, as amended at the end of October 2016: 15 July since 2017',
    change: (year, known) => (year < 2017 ? without(/^Democracy/)(year, known) : {}),
  },
  {
    country: 'UA',
    law: 'Labour Code art. 73: 1 January alone; Law 2292-IX of 2022: Statehood Day from 2022; under martial law, Law 2136-IX art. 6(6): no holiday is a day off, from its entry into force on 24 March 2022',
    change: (year, known) => {
      const first = weekday(`${year}-01-01`)
      const gone = Object.keys(known).filter(
        (date) =>
          /-01-0[2-4]$/.test(date) ||
          (year < 2022 && known[date]?.startsWith('Statehood') === true) ||
          (date >= MARTIAL_FROM && date <= MARTIAL_UNTIL),
      )
      const shifted = first < 6 || (year >= 2023 && year <= 2026) ? null : `${year}-01-0${9 - first}`
      return {
        ...Object.fromEntries(gone.map((date) => [date, null])),
        ...(shifted === null ? {} : { [shifted]: 'New Year (substitute day)' }),
      }
    },
  },
  {
    country: 'XK',
    law: 'Law 03/L-064 on official holidays: 1 and 2 January; a holiday at a weekend gives the next working day',
    change: together(
      yearly('01-02', 'New Year’s Day'),
      nextFree(2010, () => true),
    ),
  },
]
