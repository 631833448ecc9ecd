// A call for early adopters through a real list server (SPEC §5): Mailman 3 with the settings that lists have in the
// wild, the running agent, and subscribers who answer from the copy that they got, as their mail programs would.

import { once as happens } from 'node:events'
import { type AddressInfo, createConnection, createServer } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Draft, Mail } from './lab/correspondence.ts'
import { startLab } from './lab/lab.ts'
import type { Lab } from './lab/lab.ts'
import type { ListSettings } from './lab/mailman.ts'
import { describeLists } from './lab/needs.ts'
import { bot, subscribers } from './lab/people.ts'
import { until } from './lab/until.ts'
import { type Agent, rollcall, rollcallJson, startAgent } from './support/agent.ts'
import { quoted } from './support/mailprogram.ts'
import { managerGlite, type Settings, writeSettings } from './support/settings.ts'

const [reader, replier] = subscribers
const callAddress = 'staged-rollout+call-1@egi.example'
/** A list that the bot is no member of, one that was never made, and one that is called in the middle of a crash. */
const [strangers, nowhere, once] = ['strangers', 'nowhere', 'once'].map(
  (name) => `early-adopters-${name}@mailman.egi.example`,
) as [string, string, string]
const unconditionally = { dmarc_mitigate_unconditionally: true }

/** `toBot`: whether the bot's own address stands where "Reply" looks for it. */
type Temper = { readonly name: string; readonly settings: ListSettings; readonly toBot: boolean }
const tempers: readonly Temper[] = [
  { name: 'as-made', settings: {}, toBot: true },
  { name: 'munged', settings: { ...unconditionally, dmarc_mitigate_action: 'munge_from' }, toBot: true },
  { name: 'wrapped', settings: { ...unconditionally, dmarc_mitigate_action: 'wrap_message' }, toBot: true },
  { name: 'to-list', settings: { reply_goes_to_list: 'point_to_list' }, toBot: true },
  {
    name: 'to-list-only',
    settings: { reply_goes_to_list: 'point_to_list', first_strip_reply_to: true },
    toBot: false,
  },
  {
    name: 'elsewhere',
    settings: {
      reply_goes_to_list: 'explicit_header',
      reply_to_address: 'sub2@subscribers.example',
    },
    toBot: true,
  },
  { name: 'stripped', settings: { first_strip_reply_to: true }, toBot: true },
  { name: 'anonymous', settings: { anonymous_list: true }, toBot: false },
  { name: 'personal', settings: { personalize: 'full', digests_enabled: false }, toBot: true },
  { name: 'plain', settings: { filter_content: true, convert_html_to_plaintext: true }, toBot: true },
  {
    name: 'everything',
    settings: {
      ...unconditionally,
      dmarc_mitigate_action: 'munge_from',
      first_strip_reply_to: true,
      personalize: 'full',
      subject_prefix: '[EGI early adopters %d] ',
      filter_content: true,
    },
    toBot: true,
  },
]

type Offered = { readonly offers: readonly { readonly team: string; readonly by: string }[] }
const sites =
  `NGI_BG-BG01-IPP NGI_BG-BG05-SUGrid AfricaArabia-ZA-CHPC AfricaArabia-ZA-MERAKA AfricaArabia-ZA-UCT-ICTS
  AfricaArabia-ZA-UJ AfricaArabia-ZA-WITS-CORE AsiaPacific-Australia-ATLAS AsiaPacific-HK-HKU-CC-01
  AsiaPacific-IN-DAE-VECC-02 AsiaPacific-IR-IPM-HEP AsiaPacific-JP-KEK-CRC-02 AsiaPacific-KR-KISTI-GSDC-01
  AsiaPacific-KR-KNU-T3 AsiaPacific-KR-UOS-SSCC AsiaPacific-LCG_KNU AsiaPacific-MY-UPM-BIRUNI-01
  AsiaPacific-NCP-LCG2 AsiaPacific-PK-CIIT AsiaPacific-T2-TH-ALICE-NSTDA AsiaPacific-T2-TH-CUNSTDA
  AsiaPacific-T2-TH-SUT AsiaPacific-T3-TH-CHULA AsiaPacific-TH-NECTEC-LSR`.split(/\s+/)

const isBot = (address: string) => address === bot || address === callAddress
/** Where "Reply" goes (RFC 5322 §3.6.3). */
const answersTo = ({ parsed: { replyTo, from } }: Mail) =>
  (replyTo ?? from)?.value.map(({ address = '' }) => address) ?? []

function reply(copy: Mail, site: string): Draft {
  const { subject = '', messageId = '', text = '' } = copy.parsed
  return {
    to: answersTo(copy),
    subject: `Re: ${subject}`,
    text: `volunteer ${site}\n\nOn some day, Staged Rollout wrote:\n${quoted(text)}`,
    inReplyTo: messageId,
    references: [messageId],
  }
}

const replyAll = (copy: Mail, site: string): Draft => {
  const { parsed } = copy
  const read = [parsed.to ?? [], parsed.cc ?? []].flat().flatMap(({ value }) => value)
  const cc = read.map(({ address = '' }) => address).filter((address) => address !== replier)
  return { ...reply(copy, site), cc: cc.filter((address) => !answersTo(copy).includes(address)) }
}

/** A click on the address in the letter: a mail of its own, in no thread. */
const byLink = (site: string): Draft => ({
  to: callAddress,
  subject: 'volunteering',
  text: `volunteer ${site}\n`,
})

/** Without the list's footer, and without the heads that the reader of a wrapped mail sees. */
const ourLines = (text: string) =>
  text
    .replace(/\n_{20,}\n[^]*/, '')
    .replace(/^[^]*?(?=Dear early)/, '')
    .split('\n')

describeLists('a call through Mailman', () => {
  let lab: Lab
  let settings: Settings
  let agent: Agent
  const lists: string[] = []
  // The managers read of each event at once here: no day's measure, which would gather what comes later.
  const config = { 'stacks.glite': { lists }, limits: { letters_a_day: 0 } }
  beforeAll(async () => {
    lab = await startLab({ lists: 'mailman' })
    for (const { name, settings: temper } of tempers)
      lists.push(await lab.mailman().makeList(`early-adopters-${name}`, temper, [...subscribers, bot]))
    lists.push(strangers, nowhere, once)
    await lab.mailman().makeList('early-adopters-strangers', {}, [reader])
    await lab.mailman().makeList('early-adopters-once', {}, [reader, bot])
    settings = await writeSettings(lab, config)
    agent = startAgent(settings.config)
    await agent.tells(/reading INBOX/, 30_000)
    const title = 'Staged Rollout EMI-1.0 SE-DPM_mysql 1.8.0-1 SL5 x86_64'
    for (const words of [
      ['open', title],
      ['1', 'call', ...lists.slice(0, tempers.length)],
    ])
      expect(await rollcall(settings.config, 'ticket', ...words)).toMatchObject({ code: 0 })
  })
  afterAll(async () => {
    await agent?.kill()
    await lab?.stop()
  })
  const copyOf = async (name: string, whose: string) =>
    lab.waitForMail(whose, (mail) => mail.header('List-Id').join().includes(`<early-adopters-${name}.`))

  const offersNow = async () => {
    const [ticket] = await rollcallJson<Offered>(settings.config, 'ticket', 'show', '1')
    return (ticket?.offers ?? []).map(({ team }) => team)
  }

  it.each(tempers)(
    'reaches the subscribers of a list that is $name, and says where to write',
    async (temper) => {
      const copy = await copyOf(temper.name, reader)
      const { text = '', attachments } = copy.parsed
      expect(text.replaceAll(/\s+/g, ' ')).toContain(
        `write to ${callAddress} with this as the first line: volunteer <`,
      )
      expect(text).toContain('\n  volunteer <NGI>-<Site-name>\n')
      expect(text).toMatch(/_{20,}\nEarly-adopters-/)
      expect(Math.max(...ourLines(text).map((line) => line.length))).toBeLessThanOrEqual(76)
      expect(attachments.filter(({ contentDisposition }) => contentDisposition === 'attachment')).toEqual([])
      expect(copy.raw.length).toBeLessThan(40 * 1024)
      expect(answersTo(copy).some(isBot)).toBe(temper.toBot)
    },
  )

  it('is held nowhere', async () => {
    for (const list of lists.slice(0, tempers.length))
      expect(await lab.mailman().held(list), list).toEqual([])
    expect(lab.mailman().shunted()).toEqual([])
  })

  it('brings one offer for every answer, however it is written', async () => {
    const wanted: string[] = []
    let unsigned = ''
    for (const [index, temper] of tempers.entries()) {
      const [mine, theirs] = [sites[index * 2], sites[index * 2 + 1]]
      if (mine === undefined || theirs === undefined) throw new Error('too few sites')
      const copy = await copyOf(temper.name, reader)
      await lab.sendAs(reader, temper.toBot ? reply(copy, mine) : byLink(mine))
      await lab.sendAs(replier, replyAll(await copyOf(temper.name, replier), theirs))
      wanted.push(`ea-${mine}`)
      // Nobody can tell who wrote by an anonymous list alone.
      if (temper.name !== 'anonymous') wanted.push(`ea-${theirs}`)
      else unsigned = theirs
    }
    const offers = await until(
      'every answer is an offer',
      20_000,
      async () => {
        const found = await offersNow()
        return found.length >= wanted.length ? found : undefined
      },
      () => agent.told(),
    ).catch(async () => offersNow())
    expect(offers.toSorted()).toEqual(wanted.toSorted())
    await lab.waitForMail(
      managerGlite,
      ({ parsed }) => parsed.text?.includes(`volunteer ${unsigned}`) ?? false,
    )
  })

  it('writes nothing to a list in answer', async () => {
    await until('everything has left', 10_000, async () =>
      (await lab.queue()).length === 0 ? true : undefined,
    )
    const ours = (await lab.mailbox(reader)).filter(({ parsed }) => parsed.messageId?.includes('rollcall.'))
    const byList = ours.filter((mail) => mail.header('List-Id').length > 0)
    // The copy of an anonymous list has lost our Message-ID, and a wrapped one stands inside another mail.
    expect(byList).toHaveLength(tempers.length - 2)
    for (const mail of ours)
      if (!byList.includes(mail)) expect(mail.header('Auto-Submitted')).toEqual(['auto-replied'])
    for (const list of lists.slice(0, tempers.length))
      expect(await lab.mailman().held(list), list).toEqual([])
  })

  it('tells the managers when there is no such list, and knows of no call that Mailman holds', async () => {
    expect(await rollcall(settings.config, 'ticket', '1', 'call', strangers, nowhere)).toMatchObject({
      code: 0,
    })
    const back = ({ parsed: { text = '' } }: Mail) => text.includes(nowhere) && /came\s+back/.test(text)
    await lab.waitForMail(managerGlite, back, 20_000)
    // Mailman tells the moderators; a writer whose mail is marked as automatic (RFC 3834) it tells nothing.
    await lab.waitForMail('postmaster@egi.example', ({ parsed }) =>
      /requires\s+approval/.test(parsed.subject ?? ''),
    )
    expect(await lab.mailman().held(strangers)).toMatchObject([{ sender: bot }])
    const notices = (await lab.mailbox(bot)).filter(({ parsed }) =>
      /awaits\s+moderator/.test(parsed.subject ?? ''),
    )
    expect(notices).toEqual([])
  })

  it('reaches a list once, though the agent is killed between the server’s yes and its own note of it', async () => {
    await agent.stop()
    await using relay = await relayBefore(lab.smtp.port, once, () => void agent.kill())
    const transport = { kind: 'smtp', host: '127.0.0.1', port: relay.port, security: 'none' }
    await settings.change({ ...config, transport })
    agent = startAgent(settings.config)
    await agent.tells(/reading INBOX/, 30_000)
    expect(await rollcall(settings.config, 'ticket', '1', 'call', once)).toMatchObject({ code: 0 })
    expect(await agent.ended).toMatchObject({ code: null })
    agent = startAgent(settings.config)
    const found = await until(
      'the call is known to have left',
      40_000,
      () => agent.logged().find(({ msg, key }) => msg === 'letter sent' && String(key).endsWith(once)),
      () => agent.told(),
    )
    expect(found['response']).toMatch(/^left before/)
    const copies = (await lab.mailbox(reader)).filter((mail) =>
      mail.header('List-Id').join().includes('-once.'),
    )
    expect(copies).toHaveLength(1)
    expect(relay.posts()).toBe(1)
  })
})

/** Between the agent and its server, in the clear: the first post to the list is taken, and nobody hears the yes. */
async function relayBefore(server: number, list: string, taken: () => void) {
  let posts = 0
  const relay = createServer((client) => {
    const there = createConnection(server, '127.0.0.1')
    let said = ''
    client.on('data', (bytes) => {
      said = (said + bytes.toString('latin1')).slice(-100_000)
      there.write(bytes)
    })
    there.on('data', (bytes) => {
      if (
        said.includes(`RCPT TO:<${list}>`) &&
        said.endsWith('\r\n.\r\n') &&
        bytes.toString().startsWith('250')
      ) {
        posts += 1
        if (posts === 1) {
          taken()
          return
        }
      }
      client.write(bytes)
    })
    for (const [one, other] of [
      [client, there],
      [there, client],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  relay.listen(0, '127.0.0.1')
  await happens(relay, 'listening')
  return {
    port: (relay.address() as AddressInfo).port,
    posts: () => posts,
    [Symbol.asyncDispose]: async () => void relay.close(),
  }
}
