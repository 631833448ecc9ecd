// Countries whose days off the government lists year by year, and where date-holidays does not follow those lists: each
// year here is the whole list, other years stay computed.

import { onThese, plus, together, yearLists, yearly, type Change, type Correction } from './correction.ts'
import type { Days } from './daysoff.ts'

const FITR = 'End of Ramadan (Eid al-Fitr)'
const ADHA = 'Feast of the Sacrifice (Eid al-Adha)'
const MAWLID = 'Birthday of Muhammad (Mawlid)'

/** 30 Esfand, where the Iranian year has one: the day between 29 Esfand and Nowruz. */
const lastDayOfLeapYear = (year: number, known: Days): Change => {
  const day = `${year}-03-20`
  const lone = known[plus(day, -1)]?.includes('Nationalization') && known[plus(day, 1)]?.includes('Nowruz')
  return lone && known[day] === undefined ? { [day]: 'Last Day of the Year' } : {}
}

export const lists: readonly Correction[] = [
  {
    country: 'AL',
    law: 'Law 7651/1992 on official holidays, as amended (5 September instead of 19 October since 2018, 22 November since 2024; a weekend’s holiday gives the next working day); for 2021–2026 the calendar of official holidays of the Bank of Albania',
    change: together(
      (year) => (year >= 2018 ? { [`${year}-10-19`]: null, [`${year}-09-05`]: 'Mother Teresa Day' } : {}),
      yearly('11-22', 'Alphabet Day', 2024),
      yearLists({
        2021: '0101-0102,0104 New Year’s Day;0314-0315 Summer Day;0322 Nowruz;0404-0405 Catholic Easter;0501,0503 Labour Day;0502,0504 Orthodox Easter;0513 End of Ramadan (Eid al-Fitr);0720 Feast of the Sacrifice (Eid al-Adha);0905-0906 Mother Teresa Day;1128,1130 Independence Day;1129 Liberation Day;1208 Youth Day;1225,1227 Christmas Day',
        2022: '0101-0104 New Year’s Day;0314 Summer Day;0321 Day off;0322 Nowruz;0417-0418 Catholic Easter;0424-0425 Orthodox Easter;0501,0503 Labour Day;0502 End of Ramadan (Eid al-Fitr);0709,0711 Feast of the Sacrifice (Eid al-Adha);0905 Mother Teresa Day;1128 Independence Day;1129 Liberation Day;1208 Youth Day;1225-1226 Christmas Day',
        2023: '0101-0103 New Year’s Day;0314 Summer Day;0322 Nowruz;0409-0410 Catholic Easter;0416-0417 Orthodox Easter;0421 End of Ramadan (Eid al-Fitr);0501 Labour Day;0628 Feast of the Sacrifice (Eid al-Adha);0905 Mother Teresa Day;1128 Independence Day;1129 Liberation Day;1208 Youth Day;1225 Christmas Day',
        2024: '0101-0102 New Year’s Day;0314 Summer Day;0315 Day off;0322 Nowruz;0331-0401 Catholic Easter;0410 End of Ramadan (Eid al-Fitr);0501 Labour Day;0505-0506 Orthodox Easter;0616-0617 Feast of the Sacrifice (Eid al-Adha);0905 Mother Teresa Day;1122 Alphabet Day;1128 Independence Day;1129 Liberation Day;1208-1209 Youth Day;1225 Christmas Day',
        2025: '0101-0102 New Year’s Day;0314 Summer Day;0322,0324 Nowruz;0330-0331 End of Ramadan (Eid al-Fitr);0420-0421 Catholic and Orthodox Easter;0501 Labour Day;0606 Feast of the Sacrifice (Eid al-Adha);0905 Mother Teresa Day;1122,1124 Alphabet Day;1128 Independence Day;1129,1201 Liberation Day;1208 Youth Day;1225 Christmas Day',
        2026: '0101-0102 New Year’s Day;0314,0316 Summer Day;0320 End of Ramadan (Eid al-Fitr);0322-0323 Nowruz;0405-0406 Catholic Easter;0412-0413 Orthodox Easter;0501 Labour Day;0527 Feast of the Sacrifice (Eid al-Adha);0905,0907 Mother Teresa Day;1122-1123 Alphabet Day;1128,1130 Independence Day;1129,1201 Liberation Day;1208 Youth Day;1225 Christmas Day',
      }),
    ),
  },
  {
    country: 'AZ',
    law: 'Labour Code art. 105: 20 January and Novruz are days off, 18 October, 12 and 17 November are not, 8 November is since 2021; for 2021–2026 the production calendar of the Ministry of Labour, with the days that the Cabinet moved',
    change: together(
      (_, known) =>
        Object.fromEntries(
          Object.keys(known)
            .filter((date) => /^(?:Independence|Constitution|National Revival) Day/.test(known[date] ?? ''))
            .map((date) => [date, null]),
        ),
      yearly('01-20', 'Martyrs’ Day'),
      ...['20', '21', '22', '23', '24'].map((day) => yearly(`03-${day}`, 'Novruz')),
      yearly('11-08', 'Victory Day', 2021),
      yearLists({
        2021: '0101-0102,0104 New Year’s Day;0120 Martyrs’ Day;0308 Women’s Day;0320-0326 Novruz;0509-0510 Victory over Fascism Day;0511-0512,0719 Day off (moved);0513-0514 End of Ramadan (Eid al-Fitr);0528 Independence Day;0615 National Salvation Day;0626,0628 Armed Forces Day;0720-0721 Feast of the Sacrifice (Eid al-Adha);1108 Victory Day;1109 Flag Day;1231 Solidarity Day',
        2022: '0101-0104 New Year’s Day;0120 Martyrs’ Day;0307,1107 Day off (moved);0308 Women’s Day;0320-0325 Novruz;0502-0503 End of Ramadan (Eid al-Fitr);0509 Victory over Fascism Day;0528,0530 Independence Day;0615 National Salvation Day;0626-0627 Armed Forces Day;0709-0712 Feast of the Sacrifice (Eid al-Adha);1108 Victory Day;1109 Flag Day;1231 Solidarity Day',
        2023: '0101-0104 New Year’s Day;0120 Martyrs’ Day;0308 Women’s Day;0320-0324 Novruz;0421-0422,0424 End of Ramadan (Eid al-Fitr);0509 Victory over Fascism Day;0528-0529 Independence Day;0615 National Salvation Day;0626 Armed Forces Day;0627,0630,1110 Day off (moved);0628-0629 Feast of the Sacrifice (Eid al-Adha);1108 Victory Day;1109 Flag Day;1231 Solidarity Day',
        2024: '0101-0103 New Year’s Day;0104-0105,0412,1112-1113,1230 Day off (moved);0120 Martyrs’ Day;0207 Election Day;0308 Women’s Day;0320-0326 Novruz;0410-0411 End of Ramadan (Eid al-Fitr);0509 Victory over Fascism Day;0528 Independence Day;0615,0618 National Salvation Day;0616-0617,0619 Feast of the Sacrifice (Eid al-Adha);0626 Armed Forces Day;1108 Victory Day;1109,1111 Flag Day;1231 Solidarity Day',
        2025: '0101-0102 New Year’s Day;0103,0327-0328,0627 Day off (moved);0120 Martyrs’ Day;0129 Election Day;0308 Women’s Day;0320-0326 Novruz;0330-0331 End of Ramadan (Eid al-Fitr);0509 Victory over Fascism Day;0528 Independence Day;0606-0607,0609 Feast of the Sacrifice (Eid al-Adha);0615-0616 National Salvation Day;0626 Armed Forces Day;1108,1110 Victory Day;1109,1111 Flag Day;1231 Solidarity Day',
        2026: '0101-0102 New Year’s Day;0120 Martyrs’ Day;0308-0309 Women’s Day;0320-0324,0326-0327 Novruz;0325,0330 End of Ramadan (Eid al-Fitr);0509,0511 Victory over Fascism Day;0527,0529 Feast of the Sacrifice (Eid al-Adha);0528 Independence Day;0615 National Salvation Day;0626 Armed Forces Day;1108,1110 Victory Day;1109 Flag Day;1231 Solidarity Day',
      }),
    ),
  },
  {
    country: 'IN',
    law: 'Office memoranda of the Department of Personnel and Training: the fourteen holidays that every central office keeps, and 14 April; lists for 2021–2026',
    change: yearLists({
      2021: '0126 Republic Day;0402 Good Friday;0414 Ambedkar Jayanti;0425 Mahavir Jayanti;0514 End of Ramadan (Eid al-Fitr);0526 Buddha Purnima;0721 Feast of the Sacrifice (Eid al-Adha);0815 Independence Day;0819 Muharram;1002 Gandhi Jayanti;1015 Dussehra;1019 Birthday of Muhammad (Mawlid);1104 Diwali;1119 Guru Nanak’s Birthday;1225 Christmas Day',
      2022: '0126 Republic Day;0414 Ambedkar and Mahavir Jayanti;0415 Good Friday;0503 End of Ramadan (Eid al-Fitr);0516 Buddha Purnima;0710 Feast of the Sacrifice (Eid al-Adha);0809 Muharram;0815 Independence Day;1002 Gandhi Jayanti;1005 Dussehra;1009 Birthday of Muhammad (Mawlid);1024 Diwali;1108 Guru Nanak’s Birthday;1225 Christmas Day',
      2023: '0126 Republic Day;0404 Mahavir Jayanti;0407 Good Friday;0414 Ambedkar Jayanti;0422 End of Ramadan (Eid al-Fitr);0505 Buddha Purnima;0629 Feast of the Sacrifice (Eid al-Adha);0729 Muharram;0815 Independence Day;0928 Birthday of Muhammad (Mawlid);1002 Gandhi Jayanti;1024 Dussehra;1112 Diwali;1127 Guru Nanak’s Birthday;1225 Christmas Day',
      2024: '0126 Republic Day;0329 Good Friday;0411 End of Ramadan (Eid al-Fitr);0414 Ambedkar Jayanti;0421 Mahavir Jayanti;0523 Buddha Purnima;0617 Feast of the Sacrifice (Eid al-Adha);0717 Muharram;0815 Independence Day;0916 Birthday of Muhammad (Mawlid);1002 Gandhi Jayanti;1012 Dussehra;1031 Diwali;1115 Guru Nanak’s Birthday;1225 Christmas Day',
      2025: '0126 Republic Day;0331 End of Ramadan (Eid al-Fitr);0410 Mahavir Jayanti;0414 Ambedkar Jayanti;0418 Good Friday;0512 Buddha Purnima;0607 Feast of the Sacrifice (Eid al-Adha);0706 Muharram;0815 Independence Day;0905 Birthday of Muhammad (Mawlid);1002 Gandhi Jayanti, Dussehra;1020 Diwali;1105 Guru Nanak’s Birthday;1225 Christmas Day',
      2026: '0126 Republic Day;0321 End of Ramadan (Eid al-Fitr);0331 Mahavir Jayanti;0403 Good Friday;0414 Ambedkar Jayanti;0501 Buddha Purnima;0527 Feast of the Sacrifice (Eid al-Adha);0626 Muharram;0815 Independence Day;0826 Birthday of Muhammad (Mawlid);1002 Gandhi Jayanti;1020 Dussehra;1108 Diwali;1124 Guru Nanak’s Birthday;1225 Christmas Day',
    }),
  },
  {
    country: 'IR',
    law: 'The official calendar of each year (Calendar Center of the University of Tehran, Council of Public Culture), with 30 Esfand in leap years; by decision of the government 2 and 3 August 2023 (heat), 22 May 2024 (funeral of the President) and seven days from 1 March 2026',
    change: together(
      lastDayOfLeapYear,
      // The rest of the Iranian year 1405.
      onThese({
        '2027-01-05': null,
        '2027-01-06': 'Mabaas of Muhammad',
        '2027-01-23': null,
        '2027-01-24': 'Birthday of Imam Mahdi',
        '2027-02-28': null,
        '2027-03-01': 'Martyrdom of Imam Ali',
        '2027-03-09': null,
        '2027-03-10': FITR,
        '2027-03-11': FITR,
      }),
      yearLists({
        2021: '0117 Martyrdom of Fatima;0210 Anniversary of Islamic Revolution;0225 Birthday of Imam Ali;0311 Mabaas of Muhammad;0319 Nationalization of the Iranian oil industry;0320 Last Day of the Year;0321-0324 Nowruz;0329 Birthday of Imam Mahdi;0401 Islamic Republic Day;0402 Sizdah Bedar;0504 Martyrdom of Imam Ali;0513-0514 End of Ramadan (Eid al-Fitr);0604 Imam Khomeini’s Demise;0605 Revolt of Khordad 15;0606 Martyrdom of Imam Jafar;0721 Feast of the Sacrifice (Eid al-Adha);0729 Eid al-Ghadeer;0818 Tasoua;0819 Ashura;0927 Arbaeen;1005 Demise of Muhammad;1007 Martyrdom of Imam Reza;1015 Martyrdom of Imam Hasan;1024 Birthday of Muhammad',
        2022: '0106,1227 Martyrdom of Fatima;0211 Anniversary of Islamic Revolution;0215 Birthday of Imam Ali;0301 Mabaas of Muhammad;0318 Birthday of Imam Mahdi;0320 Nationalization of the Iranian oil industry;0321-0324 Nowruz;0401 Islamic Republic Day;0402 Sizdah Bedar;0423 Martyrdom of Imam Ali;0503-0504 End of Ramadan (Eid al-Fitr);0527 Martyrdom of Imam Jafar;0604 Imam Khomeini’s Demise;0605 Revolt of Khordad 15;0710 Feast of the Sacrifice (Eid al-Adha);0718 Eid al-Ghadeer;0807 Tasoua;0808 Ashura;0917 Arbaeen;0925 Demise of Muhammad;0927 Martyrdom of Imam Reza;1005 Martyrdom of Imam Hasan;1014 Birthday of Muhammad',
        2023: '0204 Birthday of Imam Ali;0211 Anniversary of Islamic Revolution;0218 Mabaas of Muhammad;0308 Birthday of Imam Mahdi;0320 Nationalization of the Iranian oil industry;0321-0324 Nowruz;0401 Islamic Republic Day;0402 Sizdah Bedar;0412 Martyrdom of Imam Ali;0422-0423 End of Ramadan (Eid al-Fitr);0516 Martyrdom of Imam Jafar;0604 Imam Khomeini’s Demise;0605 Revolt of Khordad 15;0629 Feast of the Sacrifice (Eid al-Adha);0707 Eid al-Ghadeer;0727 Tasoua;0728 Ashura;0802-0803 Day off by the government’s decision;0906 Arbaeen;0914 Demise of Muhammad;0916 Martyrdom of Imam Reza;0924 Martyrdom of Imam Hasan;1003 Birthday of Muhammad;1217 Martyrdom of Fatima',
        2024: '0125 Birthday of Imam Ali;0208 Mabaas of Muhammad;0211 Anniversary of Islamic Revolution;0225 Birthday of Imam Mahdi;0319 Nationalization of the Iranian oil industry;0320-0323 Nowruz;0331 Islamic Republic Day;0401 Martyrdom of Imam Ali, Sizdah Bedar;0410-0411 End of Ramadan (Eid al-Fitr);0504 Martyrdom of Imam Jafar;0522 Day off by the government’s decision;0603 Imam Khomeini’s Demise;0604 Revolt of Khordad 15;0617 Feast of the Sacrifice (Eid al-Adha);0625 Eid al-Ghadeer;0715 Tasoua;0716 Ashura;0825 Arbaeen;0902 Demise of Muhammad;0904 Martyrdom of Imam Reza;0912 Martyrdom of Imam Hasan;0921 Birthday of Muhammad;1205 Martyrdom of Fatima',
        2025: '0114 Birthday of Imam Ali;0128 Mabaas of Muhammad;0210 Anniversary of Islamic Revolution;0214 Birthday of Imam Mahdi;0319 Nationalization of the Iranian oil industry;0320 Last Day of the Year;0321-0324 Nowruz;0331-0401 End of Ramadan (Eid al-Fitr);0402 Sizdah Bedar;0424 Martyrdom of Imam Jafar;0604 Imam Khomeini’s Demise;0605 Revolt of Khordad 15;0606 Feast of the Sacrifice (Eid al-Adha);0614 Eid al-Ghadeer;0705 Tasoua;0706 Ashura;0814 Arbaeen;0822 Demise of Muhammad;0824 Martyrdom of Imam Reza;0901 Martyrdom of Imam Hasan;0910 Birthday of Muhammad;1124 Martyrdom of Fatima',
        2026: '0103,1223 Birthday of Imam Ali;0117 Mabaas of Muhammad;0204 Birthday of Imam Mahdi;0211 Anniversary of Islamic Revolution;0301-0307 Day off by the government’s decision;0311 Martyrdom of Imam Ali;0320 Nationalization of the Iranian oil industry;0321-0324 Nowruz, End of Ramadan (Eid al-Fitr);0401 Islamic Republic Day;0402 Sizdah Bedar;0414 Martyrdom of Imam Jafar;0527 Feast of the Sacrifice (Eid al-Adha);0604 Imam Khomeini’s Demise;0605 Revolt of Khordad 15;0624 Tasoua;0625 Ashura;0804 Arbaeen;0812 Demise of Muhammad;0813 Martyrdom of Imam Reza;0821 Martyrdom of Imam Hasan;0830 Birthday of Muhammad;1113 Martyrdom of Fatima',
      }),
    ),
  },
  {
    country: 'PK',
    law: 'Circulars and notifications of the Cabinet Division and, in 2021, the Ministry of Interior: 28 May since 2024, 9 November not from 2015 to 2021, feasts of 2021 to 2025 as announced; 8 February 2024 by the Election Commission',
    change: together(
      yearly('05-28', null, 0, 2023),
      yearly('11-09', null, 2015, 2021),
      onThese({
        '2021-05-10': FITR,
        '2021-05-11': FITR,
        '2021-05-12': FITR,
        '2021-08-17': null,
        '2021-08-19': 'Ashura',
        '2021-10-18': null,
        '2021-10-19': MAWLID,
        '2022-05-05': FITR,
        '2022-07-08': ADHA,
        '2022-07-12': ADHA,
        '2022-08-07': null,
        '2022-08-09': 'Ashura',
        '2022-10-08': null,
        '2022-10-09': MAWLID,
        '2023-04-24': FITR,
        '2023-04-25': FITR,
        '2023-07-27': null,
        '2023-07-29': 'Ashura',
        '2023-09-27': null,
        '2023-09-29': MAWLID,
        '2024-02-08': 'General election',
        '2024-06-19': ADHA,
        '2024-07-15': null,
        '2024-07-17': 'Ashura',
        '2024-09-15': null,
        '2024-09-17': MAWLID,
        '2025-04-02': FITR,
        '2025-06-09': ADHA,
        '2025-07-04': null,
        '2025-07-06': 'Ashura',
        '2025-09-04': null,
        '2025-09-06': MAWLID,
      }),
    ),
  },
]
