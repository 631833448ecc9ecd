// Why the table and python3-workalendar differ, country by country, and which of them the law bears out. The first line
// that fits a day is its cause; a day without one fails test/live/holidays.test.ts, and so does a line that fits none.

export type Cause = {
  readonly country: string
  /** In which of the two the day is off. */
  readonly only: 'table' | 'workalendar'
  readonly which: RegExp
  /** First and last year; all where left out. */
  readonly years?: readonly [number, number]
  readonly what: string
  readonly why:
    | 'moved or substitute day'
    | 'introduced or abolished'
    | 'one-off day'
    | 'not a day off by law'
    | 'half day'
    | 'regional'
    | 'movable feast'
    | 'bridge day'
    | 'martial law'
  readonly right: 'table' | 'workalendar' | 'open'
  readonly law: string
}

type Row = readonly [
  which: RegExp,
  what: string,
  why: Cause['why'],
  law: string,
  right?: Cause['right'],
  years?: readonly [number, number],
]

const side =
  (only: Cause['only']) =>
  (country: string, ...rows: readonly Row[]): Cause[] =>
    rows.map(([which, what, why, law, right = 'table', years]) => ({
      country,
      only,
      which,
      what,
      why,
      law,
      right,
      ...(years ? { years } : {}),
    }))
/** Off in the table alone. */
const table = side('table')
/** Off in workalendar alone. */
const theirs = side('workalendar')

const any = /./

const MOVABLE =
  'Law 27.399 art. 6: on a Tuesday or Wednesday to the Monday before, on a Thursday or Friday to the Monday after, unless the list of that year says otherwise; Decree 614/2025 for those on a weekend'
const BEFORE_27399 = 'Decrees of those years; 2017 ended them with Law 27.399. Past, and not looked up'
const JAPAN = 'Act on National Holidays (Act 178 of 1948) art. 3(2) and (3)'
const KOREA =
  'Regulations on Holidays of Public Offices art. 3; Public Holidays Act (No. 18291) since July 2021; Buddha’s Birthday and Christmas by the amendment of May 2023'
const TAIWAN =
  'Implementing Regulations for Memorial Days and Holidays, since 28 May 2025 the Act of that name; office calendar of each year'
const UKRAINE =
  'Law 2136-IX art. 6(6), in force since 24 March 2022; martial law prolonged last by Law 4757-IX to 4 May 2026'
const EVES = 'by collective agreement or custom; no act makes it a holiday'
const ERROR = 'workalendar reckons by the western Easter; the Church of Cyprus keeps the Orthodox one'

export const causes: readonly Cause[] = [
  ...table(
    'AR',
    [
      /Bridge|Bicentennial|Census|National Holiday/,
      'bridge days, census, anniversaries, 2 September and 20 December 2022',
      'one-off day',
      'Law 27.399 art. 7 (before: Decree 1584/2010) lets the government name bridge days for each year; single days by decree (2 September 2022: 573/2022): the government’s list of each year',
    ],
    [
      /Maundy/,
      'Maundy Thursday',
      'not a day off by law',
      'A “día no laborable”, as bridge days since 2024 are: public offices are closed, other employers choose; kept for those who are closed',
    ],
    [any, 'movable holidays before 2017', 'moved or substitute day', BEFORE_27399, 'open', [2010, 2016]],
    [any, 'Güemes, Diversity', 'moved or substitute day', MOVABLE],
  ),
  ...theirs(
    'AR',
    [/Carnival/, 'Carnival 2010', 'introduced or abolished', 'Decree 1584/2010: since 2011'],
    [any, 'movable holidays before 2017', 'moved or substitute day', BEFORE_27399, 'open', [2010, 2016]],
    [
      any,
      'August and October 2019',
      'moved or substitute day',
      'Law 27.399; whether a Saturday’s holiday was moved that year is not looked up',
      'open',
      [2019, 2019],
    ],
    [
      any,
      'Güemes, San Martín, Diversity, Sovereignty',
      'moved or substitute day',
      `${MOVABLE}; on a weekend it stays`,
    ],
  ),
  ...table('AU', [
    /Mourning/,
    'Day of Mourning',
    'one-off day',
    'Declared for 22 September 2022 by the Commonwealth, and by each state and territory under its Public Holidays Act',
  ]),
  ...theirs('AU', [
    /Anzac/,
    'substitute for Anzac Day',
    'regional',
    'Public Holidays Acts of the states: some substitute 25 April at a weekend, others do not',
  ]),
  ...table('BG', [
    /substitute/,
    'after Christmas Eve and 1 May',
    'moved or substitute day',
    'Labour Code art. 154(2): as many working days follow as holidays fell on a weekend',
  ]),
  ...table('BG', [
    /Council/,
    '31 December 2025, 2 January 2026',
    'one-off day',
    'Resolution 808 of the Council of Ministers of 19 November 2025',
  ]),
  ...theirs('BG', [
    any,
    'shifts before 2017',
    'moved or substitute day',
    'Labour Code art. 154(2) is in force since 2017; before, the government moved days year by year',
  ]),
  ...table(
    'BR',
    [/Black/, 'Black Awareness Day', 'introduced or abolished', 'Law 14.759/2023'],
    [
      /Good Friday/,
      'Good Friday',
      'not a day off by law',
      'Law 9.093/1995 art. 2 leaves religious days to the municipalities and names Good Friday among them; the federal list of each year has it as national',
    ],
  ),
  ...table('BY', [
    /moved/,
    'rest days for worked Saturdays',
    'bridge day',
    'Resolutions of the Council of Ministers for each of these years',
  ]),
  ...theirs('BY', [
    any,
    '2 January',
    'introduced or abolished',
    'Decree No. 157 of 26 March 1998, as amended: since 2020; before, by the government’s transfers',
  ]),
  ...table('CA', [
    /Good Friday/,
    'Good Friday',
    'regional',
    'Canada Labour Code s. 166 has it among the general holidays; Quebec leaves the choice between it and Easter Monday to employers',
  ]),
  ...theirs('CA', [
    /[Ss]hift/,
    'substitute days',
    'moved or substitute day',
    'Canada Labour Code s. 193(2): the working day before or after, as employers choose: no date of the country',
  ]),
  ...table(
    'CL',
    [/adicional/, '2 January after a Sunday', 'moved or substitute day', 'Law 20.983'],
    [/National/, '16 September 2022', 'one-off day', 'Law 21.482'],
  ),
  ...theirs('CL', [/Banking/, '31 December', 'not a day off by law', 'A holiday of banks alone']),
  ...theirs('CN', [
    any,
    'days of 2018 to 2020',
    'bridge day',
    'Notices of the General Office of the State Council for those years; the table has the statutory days alone before 2021',
    'workalendar',
    [2018, 2020],
  ]),
  ...table('CY', [any, 'Easter and what hangs on it, Assumption', 'movable feast', ERROR]),
  ...theirs(
    'CY',
    [
      /Christmas Eve/,
      '24 December',
      'not a day off by law',
      'Kept by public services, not by banks; whether an act names it is open',
      'open',
    ],
    [/Dormition/, '15 July', 'movable feast', 'The Dormition is on 15 August'],
    [
      /Tuesday/,
      'Easter Tuesday',
      'not a day off by law',
      'A holiday of banks, and by the western Easter at that',
    ],
    [any, 'Easter and what hangs on it', 'movable feast', ERROR],
  ),
  ...theirs(
    'DK',
    [/Christmas Eve/, '24 December', 'not a day off by law', EVES],
    [
      /Bededag/,
      'Great Prayer Day',
      'introduced or abolished',
      'Act No. 214 of 6 March 2023 (the act on the consequences of its abolition): none since 2024',
    ],
  ),
  ...theirs('FI', [
    /Eve/,
    'Midsummer Eve, Christmas Eve',
    'not a day off by law',
    `The Church Act lists the church’s holidays; the eves are off ${EVES}`,
  ]),
  ...table('GB', [
    /Coronation/,
    'Coronation',
    'one-off day',
    'Royal Proclamation under the Banking and Financial Dealings Act 1971, s. 1(3)',
  ]),
  ...theirs('GB', [
    /Late Summer/,
    'last Monday of August',
    'regional',
    'Banking and Financial Dealings Act 1971, Sch. 1: England, Wales and Northern Ireland; in Scotland the first Monday',
  ]),
  ...table(
    'GE',
    [
      /Purity/,
      '17 May',
      'introduced or abolished',
      'Labour Code art. 30(1); in 2024 by the government’s order of 15 May',
    ],
    [
      /ordinance/,
      'days by ordinance',
      'one-off day',
      'Labour Code art. 30(3): ordinances of the government (No. 698 of 2020 for January 2021)',
    ],
  ),
  ...table('GG', [
    any,
    'Jubilees, funeral, coronation',
    'one-off day',
    'The States’ lists of bank holidays for 2012, 2022 and 2023',
  ]),
  ...theirs('GG', [
    any,
    'spring bank holiday',
    'moved or substitute day',
    'Moved to June for the Jubilee: the States’ list for 2022',
  ]),
  ...table('GR', [
    /moved/,
    '1 May, moved',
    'moved or substitute day',
    'Decision of the Minister of Labour for each of these years',
  ]),
  ...theirs('GR', [
    /Labour/,
    '1 May 2024',
    'moved or substitute day',
    'Moved to 7 May by the Minister of Labour’s decision, the day lying in Holy Week',
  ]),
  ...table('HK', [
    any,
    'after Lunar New Year and Chung Yeung on a Sunday',
    'moved or substitute day',
    'General Holidays Ordinance (Cap. 149), Schedule; festivals by the Observatory’s tables',
  ]),
  ...table('HU', [
    /Rest/,
    'rest days for worked Saturdays',
    'bridge day',
    'The minister’s decree of each year under the Labour Code (Act I of 2012) § 102',
  ]),
  ...table(
    'IE',
    [
      /Remembrance/,
      '18 March 2022',
      'one-off day',
      'Regulations of 2022 under the Organisation of Working Time Act 1997',
    ],
    [
      /Brigid/,
      'St Brigid',
      'introduced or abolished',
      'Organisation of Working Time Act 1997, Second Schedule, as changed for 2023',
    ],
  ),
  ...theirs('IE', [
    any,
    'substitute days',
    'moved or substitute day',
    'Organisation of Working Time Act 1997 s. 21: a paid day off within a month, or pay, as the employer chooses',
  ]),
  ...table('IL', [
    /Election/,
    'elections',
    'one-off day',
    'Basic Law: The Knesset s. 10; Local Authorities (Elections) Law',
  ]),
  ...theirs('IL', [
    /Eve/,
    'eves',
    'half day',
    'Hours of Work and Rest Law 5711-1951: rest begins before sunset',
  ]),
  ...theirs('IS', [/Eve/, '24 and 31 December', 'half day', 'Act 88/1971 art. 6: from 13:00']),
  ...table(
    'IT',
    [/National Day 2011/, '17 March 2011', 'one-off day', 'Decreto-legge 5/2011'],
    [/Francis/, '4 October', 'introduced or abolished', 'Law 151/2025: since 2026'],
  ),
  ...table('JP', [any, 'substitute days and days between', 'moved or substitute day', JAPAN]),
  ...table(
    'KR',
    [
      /Election|Temporary/,
      'elections and temporary holidays',
      'one-off day',
      'Regulations on Holidays of Public Offices art. 2: elections at the end of a term, and days the government designates',
    ],
    [/Labour/, '1 May', 'introduced or abolished', 'Public Holidays Act, as amended in 2026'],
    [
      /Constitution/,
      '17 July',
      'introduced or abolished',
      'Public Holidays Act, as amended by the National Assembly on 29 January 2026: all national days',
    ],
    [
      /^Korean New Year$/,
      'New Year of 2027 and 2028',
      'movable feast',
      'The moon is new after midnight in Seoul: a day later than in Beijing',
      'table',
      [2027, 2028],
    ],
    [
      /^Buddha’s Birthday$|^Buddha's Birthday$/,
      'Buddha’s Birthday 2012',
      'movable feast',
      'The almanac of the Korea Astronomy and Space Science Institute',
    ],
    [any, 'substitute days', 'moved or substitute day', KOREA],
  ),
  ...theirs(
    'KR',
    [
      /Buddha/,
      'Buddha’s Birthday 2023',
      'movable feast',
      'It was on Saturday 27 May; the Monday after was off',
    ],
    [
      /New Year/,
      'New Year of 2027 and 2028',
      'movable feast',
      'The moon is new after midnight in Seoul: a day later than in Beijing',
    ],
  ),
  ...table('LV', [
    /hockey|Pope|Song/,
    '9 July and 24 September 2018, 29 May and 10 July 2023',
    'one-off day',
    'The Saeima’s laws for these days',
  ]),
  ...table('MC', [
    /substitute/,
    'Monday after a Sunday',
    'moved or substitute day',
    'Law 798 of 18 February 1966 on public holidays',
  ]),
  ...table('MX', [
    /Federal Government/,
    '1 October 2024 and 2030',
    'introduced or abolished',
    'Ley Federal del Trabajo art. 74 VII',
  ]),
  ...theirs('MX', [
    any,
    'substitute days',
    'moved or substitute day',
    'Ley Federal del Trabajo art. 74 moves three holidays to Mondays and substitutes none',
  ]),
  ...table(
    'MY',
    [
      /Agong/,
      'the King’s birthday',
      'introduced or abolished',
      'Holidays Act 1951, Schedule; the day is set for each reign',
    ],
    [
      /Public holiday/,
      'election, days declared',
      'one-off day',
      'Holidays Act 1951 s. 8 and the Prime Minister’s Department’s lists',
      'table',
      [2021, 2026],
    ],
    [
      any,
      'feasts by the moon',
      'movable feast',
      'The Prime Minister’s Department’s list of each year',
      'table',
      [2021, 2026],
    ],
    [
      any,
      'feasts by the moon before 2021',
      'movable feast',
      'The lists of those years; past, and not looked up',
      'open',
    ],
  ),
  ...theirs(
    'MY',
    [
      /Territory|Thaipusam|Nuzul/,
      'Federal Territory Day, Thaipusam, Nuzul Al-Quran',
      'regional',
      'State lists: not in all states',
    ],
    [
      any,
      'feasts by the moon',
      'movable feast',
      'The Prime Minister’s Department’s list of each year',
      'table',
      [2021, 2026],
    ],
    [
      any,
      'feasts by the moon before 2021',
      'movable feast',
      'The lists of those years; past, and not looked up',
      'open',
    ],
  ),
  ...theirs('NL', [
    /Good Friday/,
    'Good Friday',
    'not a day off by law',
    'Algemene termijnenwet art. 3(2) puts it beside the holidays of art. 3(1) for terms alone',
  ]),
  ...table(
    'PL',
    [/Centenary/, '12 November 2018', 'one-off day', 'Act of 7 November 2018'],
    [
      /Christmas Eve/,
      '24 December',
      'introduced or abolished',
      'Act of 6 December 2024 (Dz.U. 2024 poz. 1965): since 2025',
    ],
  ),
  ...theirs('PL', [
    any,
    '6 January 2010',
    'introduced or abolished',
    'Since 2011, by the act of 24 September 2010',
  ]),
  ...table('RO', [any, '6 and 7 January', 'introduced or abolished', 'Law 52/2023: since 2024']),
  ...theirs('RO', [/Good Friday/, 'Good Friday before 2018', 'introduced or abolished', 'Law 64/2018']),
  ...table('RS', [
    any,
    'working day after a Sunday',
    'moved or substitute day',
    'Law on State and Other Holidays art. 3a',
  ]),
  ...table(
    'RU',
    [
      /Non-working/,
      'May and November 2021',
      'one-off day',
      'Decrees of the President No. 242 and No. 595 of 2021',
    ],
    [
      any,
      'days moved',
      'moved or substitute day',
      'Labour Code art. 112 and the government’s resolution for each year',
    ],
  ),
  ...theirs(
    'RU',
    [
      any,
      'February and March 2025',
      'moved or substitute day',
      'Resolution No. 1335 of 2024 moved them to 8 May and 13 June',
      'table',
      [2021, 2026],
    ],
    [
      any,
      'shifts and the spring of 2020',
      'moved or substitute day',
      'Labour Code art. 112(2) and decrees of 2020; past, and left out of the table',
      'workalendar',
      [2010, 2020],
    ],
  ),
  ...theirs('SE', [
    /Eve/,
    'Midsummer, Christmas and New Year’s Eve',
    'not a day off by law',
    `Lag (1989:253) om allmänna helgdagar does not name them; off ${EVES}`,
  ]),
  ...table('SI', [
    /Solidarity/,
    '14 August 2023',
    'one-off day',
    'The law passed after the floods of that month',
  ]),
  ...table('SK', [/Declaration/, '30 October 2018', 'one-off day', 'Act 241/1993 § 4a']),
  ...theirs('SK', [
    any,
    '1 September, 17 November; 8 May and 15 September 2026',
    'introduced or abolished',
    'Act 241/1993, as amended: 1 September since 2024; the consolidation law in force since 1 November 2025: 17 November from 2025, the others in 2026 alone',
  ]),
  ...table('TR', [
    any,
    'feasts',
    'movable feast',
    'Law 2429 art. 2: three days and four, eves from 13:00; dates by the Diyanet’s calendar',
  ]),
  ...theirs(
    'TR',
    [/New Year/, 'Monday after 1 January', 'moved or substitute day', 'Law 2429 knows no substitute'],
    [any, 'eves', 'half day', 'Law 2429 art. 2: eves from 13:00; dates by the Diyanet’s calendar'],
  ),
  ...table('TW', [any, 'substitute days, bridge days, new holidays', 'moved or substitute day', TAIWAN]),
  ...table(
    'UA',
    [
      any,
      'days after 4 May 2026',
      'martial law',
      `${UKRAINE}: whether it stood longer is open`,
      'open',
      [2026, 2026],
    ],
    [
      /Defenders/,
      '1 October',
      'introduced or abolished',
      'Law 3258-IX of 2023; before, Labour Code art. 67(3): the working day after',
    ],
    [/Statehood/, 'Statehood Day', 'introduced or abolished', 'Law 2292-IX of 2022'],
    [
      any,
      'substitute days',
      'moved or substitute day',
      'Labour Code art. 67(3): the working day after a weekend’s holiday',
    ],
  ),
  ...theirs(
    'UA',
    [/Good Friday/, 'Good Friday', 'not a day off by law', 'Not in Labour Code art. 73'],
    [any, 'all days', 'martial law', UKRAINE, 'table', [2022, 2026]],
    [
      any,
      '7 January, 14 October',
      'introduced or abolished',
      'Law 3258-IX of 2023: 25 December and 1 October instead',
    ],
  ),
  ...table('ZA', [
    any,
    'elections, days declared',
    'one-off day',
    'Public Holidays Act 36 of 1994 s. 2A: the President’s proclamations',
  ]),
]
