import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { looksLikeYes, readCommands } from '../../src/intake/topblock.ts'
import type { Reading } from '../../src/intake/topblock.ts'

const read = (text: string, reading: Partial<Reading> = {}) => {
  const { commands, problems, prose } = readCommands(text, {
    mode: 'direct',
    earlier: () => false,
    ...reading,
  })
  return {
    acts: commands.map(({ line }) => line),
    offers: problems.map(({ line, why }) => [why.why, 'suggestion' in why ? why.suggestion : line] as const),
    prose,
  }
}

describe('in a mail to the bot', () => {
  it.each([
    ['the first line', 'accept A-B', ['accept A-B']],
    ['after blank lines', '\n \n\u00a0\naccept A-B', ['accept A-B']],
    ['several lines', 'assign A-B\nnow', ['assign A-B', 'now']],
    ['with blank lines between', 'assign A-B\n\n\nnow', ['assign A-B', 'now']],
    ['after one greeting', 'Dear all,\n\naccept A-B', ['accept A-B']],
    ['after a greeting in another language', 'Guten Tag Herr Dr. M\u00fcller,\naccept A-B', ['accept A-B']],
    ['before prose', 'accept A-B\n\nWe start on Monday.', ['accept A-B']],
    ['before a signature', 'accept A-B\n-- \nreject A-B', ['accept A-B']],
    ['with CRLF', 'assign A-B\r\nnow\r\n', ['assign A-B', 'now']],
    ['yes on the very top', 'yes\n\n> question', ['yes']],
  ])('commands act: %s', (_what, text, acts) => {
    expect(read(text).acts).toEqual(acts)
  })

  it.each([
    ['after a line of prose', 'We talked about it.\naccept A-B', [['not-on-top', 'accept A-B']]],
    ['after two greetings', 'Hi,\nHello Ala,\naccept A-B', [['not-on-top', 'accept A-B']]],
    [
      'after a greeting that says more',
      'Hi: we cannot decide yet\naccept A-B',
      [['not-on-top', 'accept A-B']],
    ],
    ['after a quoted line', '> will you?\naccept A-B', [['not-on-top', 'accept A-B']]],
    ['with the prefix too', 'We talked.\n#rollcall accept A-B', [['not-on-top', '#rollcall accept A-B']]],
    ['quoted with >', 'We talked.\n> accept A-B', []],
    ['quoted with |', 'We talked.\n| accept A-B', []],
    ['quoted with :', 'We talked.\n: accept A-B', []],
    ['below an attribution', 'No idea.\n\nOn Mon, 23 Nov 2026 at 10:00, Bot wrote:\naccept A-B', []],
    [
      'below an Outlook header block',
      'No idea.\n\nFrom: Bot <b@x.example>\nSent: Monday, 23 November 2026 10:00\nTo: Ala\nSubject: will you\n\naccept A-B',
      [],
    ],
    ['below a forwarding line', 'No idea.\n-----Original Message-----\naccept A-B', []],
    ['in the signature', 'No idea.\n-- \naccept A-B', []],
    ['after thanks', 'No idea.\nThanks!\naccept A-B', []],
    ['after stop', 'stop\naccept A-B', []],
    ['as a yes below', 'No idea.\nyes', []],
  ])('a command line elsewhere never acts: %s', (_what, text, offers) => {
    const found = read(text)
    expect(found.acts).toEqual([])
    expect(found.offers).toEqual(offers)
  })

  it.each([
    ['below an attribution and a marked quote', 'On Monday, Bot wrote:\n> reject A-B\n\naccept A-B'],
    [
      'below an attribution of two lines',
      'On 2 Nov 2026 at 10:14, Bot <\nb@x.example> wrote:\n> reject A-B\n\naccept A-B',
    ],
    ['below a marked quote alone', '> reject A-B\n> \n>> accept C-D\n\n\naccept A-B\n'],
    ['below it with a greeting', '> reject A-B\n\nDear all,\n\naccept A-B\nreject C-D\n-- \nAna'],
  ])('the first words under a marked quote that opens it are its top: %s', (_what, text) => {
    expect(read(text).acts[0]).toBe('accept A-B')
    expect(read(text).offers).toEqual([])
  })
  it.each([
    ['no blank line parts them, as where a long line broke', '> will you say reject A-B or\naccept A-B'],
    ['answers stand between the quoted lines', '> will you?\n\naccept A-B\n\n> by when?\n\nfriday'],
    ['its writer wrote above it, too', 'Well.\n\n> will you?\n\naccept A-B'],
    ['other words come first', '> will you?\n\nWell.\n\naccept A-B'],
  ])('a command under a quote is offered where %s', (_what, text) => {
    expect(read(text)).toMatchObject({ acts: [], offers: [['not-on-top', 'accept A-B']] })
  })
  it.each([
    ['an attribution', 'On Mon, 23 Nov 2026 at 10:00, Bot wrote:\n\naccept A-B'],
    [
      'a forwarded head',
      '---------- Forwarded message ----------\nFrom: A <a@b.example>\nSubject: x\n\naccept A-B',
    ],
  ])('a mail that is nothing but %s without marks has its lines offered, not dropped', (_what, text) => {
    expect(read(text)).toMatchObject({ acts: [], offers: [['not-on-top', 'accept A-B']] })
    expect(read(`${text}\n[ref 42.abcdefghijklmnop]`)).toMatchObject({ acts: [], offers: [] })
  })
  it('a command under a quote is offered where the mail is HTML', () => {
    expect(read('> will you?\n\naccept A-B', { fromHtml: true })).toMatchObject({
      acts: [],
      offers: [['not-on-top', 'accept A-B']],
    })
  })
  it('a yes counts on the very top alone', () => {
    expect(read('> will you?\n\nyes').acts).toEqual([])
  })
  it('does not offer what stands in an earlier mail of the thread, but lets it act on top', () => {
    const earlier = (line: string) => line === 'accept A-B'
    expect(read('We talked.\naccept A-B', { earlier }).offers).toEqual([])
    expect(read('accept A-B', { earlier }).acts).toEqual(['accept A-B'])
  })
  it('the first other line ends the block', () => {
    expect(read('assign A-B\nplease\nnow')).toEqual({
      acts: ['assign A-B'],
      offers: [['not-on-top', 'now']],
      prose: 'please',
    })
  })
  it('keeps the prose beside commands, without greeting and commands', () => {
    expect(read('Hi,\naccept A-B\n\nWe start on Monday.\nWill that do?\n-- \nAla').prose).toBe(
      'We start on Monday.\nWill that do?',
    )
  })
  it('a mail that begins with thanks is read on', () => {
    expect(read('Thanks!\naccept A-B').offers).toEqual([['not-on-top', 'accept A-B']])
  })
  it('the sample line is prose wherever it stands', () => {
    expect(read('<accept|reject> <NGI>-<Site-name>')).toMatchObject({ acts: [], offers: [] })
  })
  it('acts on twenty commands and says that it stopped', () => {
    const found = read(Array.from({ length: 22 }, (_, at) => `note ${at}`).join('\n'))
    expect(found.acts).toHaveLength(20)
    expect(found.offers.map(([why]) => why)).toEqual(['too-many', 'too-many'])
  })
})

describe('our own sample line', () => {
  const sample = '<accept|reject> <NGI>-<Site-name>'
  it.each([
    sample,
    sample.toUpperCase(),
    sample.replaceAll(' ', '\u00a0'),
    sample.replaceAll('-', '\u2011'),
    sample.replace(' ', '\n'),
    sample.replace('-', '-\n'),
    sample.replace('|', '\n|'),
    '<accept | reject>  <NGI> - <Site-name>',
    '&lt;accept|reject&gt; &lt;NGI&gt;-&lt;Site-name&gt;',
    '&#60;accept&#124;reject&#62; &#60;NGI&#62;-&#60;Site-name&#62;',
    '\\<accept\\|reject\\> \\<NGI\\>-\\<Site-name\\>',
    '=3Caccept|reject=3E =3CNGI=3E-=3CSite-name=3E',
    `*${sample}*`,
    `\`${sample}\``,
    `"${sample}"`,
    `1. ${sample}`,
    `#rollcall #1 ${sample}`,
    'accept|reject NGI-Site-name',
    'accept/reject NGI-Site-name',
    'accept or reject NGI-Site-name',
    '[accept|reject] [NGI]-[Site-name]',
    '(accept|reject) (NGI)-(Site-name)',
    '\uff1caccept\uff5creject\uff1e \uff1cNGI\uff1e-\uff1cSite-name\uff1e',
    '<accept\u00a6reject> <NGI>-<Site-name>',
    '<ac\u00adcept|re\u200bject> <NGI>-<Site-na\u00adme>',
    '<accept|reject> <NGI>-<Site-name<http://Site-name>>',
    '<accept|reject> ea-<NGI>-<Site-name>',
    '<NGI>-<Site-name> <accept|reject>',
    'accept <NGI>-<Site-name>',
    'accept NGI-Site-name',
    'accept NGI-Site',
    'reject NGI-Site, <reason>',
  ])('says nothing, however a mail program leaves it: %s', (text) => {
    expect(read(text)).toMatchObject({ acts: [], offers: [] })
    expect(read(`> ${text}\n\n${text}`)).toMatchObject({ acts: [], offers: [] })
  })
})

describe('in a mail that only copies the bot', () => {
  const copied = (text: string) => read(text, { mode: 'copied' })
  it('prefixed lines on top act', () => {
    expect(copied('#rollcall accept A-B\n#rollcall note x').acts).toEqual([
      '#rollcall accept A-B',
      '#rollcall note x',
    ])
  })
  it('an unprefixed line is offered with the prefix, and ends the block', () => {
    expect(copied('accept A-B\n#rollcall note x')).toMatchObject({
      acts: [],
      offers: [
        ['needs-prefix', '#rollcall accept A-B'],
        ['not-on-top', '#rollcall note x'],
      ],
    })
  })
  it('a prefixed line below prose is offered', () => {
    expect(copied('We talked.\n#rollcall accept A-B').offers).toEqual([
      ['not-on-top', '#rollcall accept A-B'],
    ])
  })
  it('what stands in an earlier mail is a quote', () => {
    expect(read('accept A-B', { mode: 'copied', earlier: () => true })).toMatchObject({
      acts: [],
      offers: [],
    })
  })
})

describe('in a mail from a list', () => {
  const list = (text: string) => read(text, { mode: 'list' })
  it('accept and volunteer on top count, and prefixed lines', () => {
    expect(list('accept A-B').acts).toEqual(['accept A-B'])
    expect(list('volunteer A-B\n#rollcall hold').acts).toEqual(['volunteer A-B', '#rollcall hold'])
  })
  it('other lines need the prefix', () => {
    expect(list('resolve')).toMatchObject({ acts: [], offers: [['needs-prefix', '#rollcall resolve']] })
  })
})

describe('a wrapped line', () => {
  const long = 'NGI_IBERGRID-A-Site-With-A-Rather-Long-Name-That-Fills-The-Line-Nearly'
  it('of a reason is put together', () => {
    const text = `reject NGI_IBERGRID-LIP-Lisbon, because the machines are being moved to\nanother hall this week and next\n\nSorry.`
    expect(read(text)).toEqual({
      acts: [
        'reject NGI_IBERGRID-LIP-Lisbon, because the machines are being moved to another hall this week and next',
      ],
      offers: [],
      prose: 'Sorry.',
    })
  })
  it('of an assignment is put together where names follow', () => {
    const head = 'assign NGI_IBERGRID-LIP-Lisbon NGI_DE-DESY-HH NGI_HR-egee.srce.hr'
    expect(read(`${head}\nNGI_PL-ICM NGI_UK-Brunel\nnow`).acts).toEqual([
      `${head} NGI_PL-ICM NGI_UK-Brunel`,
      'now',
    ])
    expect(read(`${head}\nPleasedoittodayifyoucan thanks`).acts).toEqual([head])
  })
  it('before a long name is put together', () => {
    expect(read(`accept\n${long}`).acts).toEqual([`accept ${long}`])
  })
  it('is not seen where the next word would have fitted', () => {
    expect(read('accept\nA-B').acts).toEqual(['accept'])
    expect(read('reject A-B, no time\nSorry for that').acts).toEqual(['reject A-B, no time'])
  })
  it('never takes the next command', () => {
    const first = 'reject NGI_IBERGRID-LIP-Lisbon, because the machines are being moved now'
    expect(read(`${first}\naccept NGI_DE-DESY-HH`).acts).toEqual([first, 'accept NGI_DE-DESY-HH'])
  })
})

describe('a subject', () => {
  const subject = { text: 'accept A-B', signed: true, answersNothing: true }
  it('is a command where it is signed, answers nothing and the body is empty', () => {
    expect(read('\n \n', { subject }).acts).toEqual(['accept A-B'])
  })
  it.each([
    ['unsigned', '', { ...subject, signed: false }],
    ['an answer', '', { ...subject, answersNothing: false }],
    ['beside words', 'Hello', subject],
    ['a mere yes', '', { ...subject, text: 'yes' }],
  ])('is none where it is %s', (_what, text, said) => {
    expect(read(text, { subject: said }).acts).toEqual([])
  })
  it('needs the prefix where the bot is only copied', () => {
    expect(read('', { mode: 'copied', subject }).acts).toEqual([])
  })
})

describe('a plain yes', () => {
  it.each([
    'Yes',
    'ok!',
    'We will do it',
    "We'll test it.",
    'Ja, gerne',
    'Oui',
    "D'accord",
    'Natürlich, gern',
    'Bien sûr',
    'Certo!',
    'Por supuesto',
    'Com certeza',
    'Oczywiście, zrobimy to',
    'Samozřejmě',
    '好的',
    'はい、やります',
    'S\u00ed, claro',
    'Tak',
    '\u0414\u0430',
    '\u03bd\u03b1\u03b9',
    'Hi Ala,\n\nyes we can',
  ])('is seen: %s', (text) => {
    expect(looksLikeYes(text)).toBe(true)
  })
  it.each(['', 'No', 'Yesterday it broke', 'Sitting here', 'Daily report', 'x'.repeat(300)])(
    'is not: %s',
    (text) => {
      expect(looksLikeYes(text)).toBe(false)
    },
  )
})

describe('any text', () => {
  it('is read in a moment', { timeout: 5000 }, () => {
    for (const piece of [
      'accept A-B\n',
      'reject A-B, no\n',
      `${'x'.repeat(75)}\n`,
      `note ${'x'.repeat(70)}\n`,
      'From: x\n',
      '> \n',
      '\n',
      ' ',
      'On a wrote:\n',
      '_',
    ])
      read(piece.repeat(Math.ceil(200_000 / piece.length)))
  })
  it('below a line of prose never acts', () => {
    const line = fc.constantFrom(
      'accept A-B',
      '#rollcall hold',
      '',
      '> x',
      'Hi,',
      'thanks',
      'now',
      'x wrote:',
      'yes',
    )
    fc.assert(
      fc.property(
        fc.array(line),
        fc.constantFrom('direct' as const, 'copied' as const, 'list' as const),
        (lines, mode) => {
          expect(read(['We talked about it.', ...lines].join('\n'), { mode }).acts).toEqual([])
        },
      ),
    )
  })
})
