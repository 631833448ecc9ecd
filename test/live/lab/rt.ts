// RT 5, Debian's: two queues, their fields, people, teams as groups, and a bot that has no right but those which a program
// that reads and writes there needs. Its database is made once for each machine and copied, as making it takes as long as all
// the rest. Mail comes in by RT's own gateway; mail out goes to the border of a lab, or into a folder where there is none.

import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { chmod, chown, copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePorts, startServer, type Server } from './server.ts'
import { until } from './until.ts'

const run = promisify(execFile)

export const rtProgram = '/usr/share/request-tracker5/libexec/rt-server'
export const rtGateway = '/usr/bin/rt-mailgate-5'
export const rtDatabase = '/usr/share/doc/rt5-db-sqlite'
const password = 'lab-only'
const account = 'rollcall'

export type Tracker = {
  /** Of RT itself, without a slash at its end. */
  readonly url: string
  readonly account: string
  readonly token: string
  /** By REST2 and with a password, as somebody of `people`: what a program of theirs would do. Answers with the JSON. */
  as(person: string, method: string, path: string, json?: object): Promise<unknown>
  /** Answers a ticket in RT's pages, as a browser would. */
  answer(person: string, ticket: number, html: string): Promise<void>
  /** Hands a mail to RT as its mail server would. */
  receive(mail: string, queue?: string): Promise<void>
  /** What RT sent, where no lab carries its mail. */
  sent(): readonly string[]
  readonly log: () => string
  stop(): Promise<void>
}

/** `border`: the port of a lab that carries its mail. Takes 5 s, and 10 more the first time on a machine. */
export async function startTracker({ border }: { border?: number } = {}): Promise<Tracker> {
  const dir = `/tmp/rollcall-${randomBytes(4).toString('hex')}`
  const [port = 0] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  for (const name of ['', 'log', 'empty', 'mason', 'session', 'sent']) await mkdir(join(dir, name))
  const log = () =>
    readdirSync(join(dir, 'log'))
      .map((name) => readFileSync(join(dir, 'log', name), 'utf8'))
      .join('')
  let server: Server | null = null
  const stop = async () => {
    await server?.stop()
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const template = await makeTemplate()
    await copyFile(join(template, 'rt.sqlite'), join(dir, 'rt.sqlite'))
    const token = (await readFile(join(template, 'token'), 'utf8')).trim()
    await writeFile(join(dir, 'site.pm'), siteConfig(dir, port))
    await writeFile(join(dir, 'sendmail'), sendmail(dir, border))
    await chmod(join(dir, 'sendmail'), 0o755)
    const owner = await numbersOf('www-data')
    for (const name of ['', 'rt.sqlite', 'log', 'mason', 'session', 'sent'])
      await chown(join(dir, name), owner.uid, owner.gid)
    const asItsUser = ['setpriv', '--reuid=www-data', '--regid=www-data', '--clear-groups']
    const where = ['--server', 'Starlet', '--host', '127.0.0.1', '--port', String(port)]
    const program = [rtProgram, ...where, '--max-workers', '2', '-E', 'production']
    server = startServer(dir, 'rt', ['env', ...environment(dir), ...asItsUser, ...program])
    const as = async (person: string, method: string, path: string, json?: object): Promise<unknown> => {
      const authorization = `Basic ${Buffer.from(`${person}:${password}`).toString('base64')}`
      const headers = { authorization, 'content-type': 'application/json' }
      const body = json === undefined ? {} : { body: JSON.stringify(json) }
      const answer = await fetch(`${url}/REST/2.0${path}`, { method, headers, ...body })
      if (!answer.ok) throw new Error(`RT answers ${answer.status} to ${method} ${path}`)
      return answer.json()
    }
    await until('RT answers', 300_000, async () => as('root', 'GET', '/rt').catch(() => undefined), log)
    return {
      url,
      account,
      token,
      as,
      answer: async (person, ticket, html) => answerInPages(url, person, ticket, html),
      receive: async (mail, queue = 'staged-rollout') => receive(url, mail, queue),
      sent: () => readdirSync(join(dir, 'sent')).map((name) => readFileSync(join(dir, 'sent', name), 'utf8')),
      log,
      stop,
    }
  } catch (error) {
    const said = log()
    await stop()
    throw new Error(`RT did not come up: ${String(error)}\n${said}`, { cause: error })
  }
}

async function numbersOf(name: string): Promise<{ uid: number; gid: number }> {
  const number = async (which: string) => Number((await run('id', [which, name])).stdout)
  return { uid: await number('-u'), gid: await number('-g') }
}

const environment = (dir: string) => [
  `RT_SITE_CONFIG=${dir}/site.pm`,
  // Else Debian's configuration of the machine is read beside ours.
  `RT_SITE_CONFIG_DIR=${dir}/empty`,
]

async function answerInPages(url: string, person: string, ticket: number, html: string): Promise<void> {
  const form = (fields: object) => ({
    method: 'POST',
    redirect: 'manual' as const,
    body: new URLSearchParams({ ...fields }),
  })
  const entered = await fetch(`${url}/NoAuth/Login.html`, form({ user: person, pass: password }))
  const cookie = entered.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const fields = {
    id: String(ticket),
    UpdateType: 'response',
    UpdateContent: html,
    UpdateContentType: 'text/html',
    SubmitTicket: '1',
  }
  // RT takes no form that comes from another site's page.
  const headers = { cookie, referer: `${url}/` }
  const answer = await fetch(`${url}/Ticket/Update.html`, { ...form(fields), headers })
  if (answer.status !== 302) throw new Error(`RT's page answers ${answer.status}`)
}

async function receive(url: string, mail: string, queue: string): Promise<void> {
  const going = run(rtGateway, ['--queue', queue, '--action', 'correspond', '--url', `${url}/`])
  going.child.stdin?.end(mail)
  await going
}

/** A folder with an initialised database and the bot's token; made aside and renamed, so that none is half made. */
async function makeTemplate(): Promise<string> {
  const version = (await run('dpkg-query', ['-W', '-f', '${Version}', 'request-tracker5'])).stdout
  const hash = createHash('sha256').update(version).update(contents).update(siteConfig('', 0)).digest('hex')
  const place = `/tmp/rollcall-rt-${hash.slice(0, 16)}`
  if (existsSync(place) && (await stat(place)).uid === process.getuid?.()) return place
  const dir = `/tmp/rollcall-${randomBytes(4).toString('hex')}`
  for (const name of ['', 'log', 'empty', 'mason', 'session']) await mkdir(join(dir, name), { mode: 0o700 })
  await writeFile(join(dir, 'site.pm'), siteConfig(dir, 1))
  await writeFile(join(dir, 'password'), password)
  await writeFile(join(dir, 'contents.pl'), contents)
  const setup = async (...options: readonly string[]) => {
    const all = [...environment(dir), 'rt-setup-database-5', '--skip-create', ...options]
    const { stdout, stderr } = await run('env', all)
    // It ends well whatever goes wrong.
    if (/error|critical/i.test(`${stdout}${stderr}`)) throw new Error(`RT's database: ${stdout}${stderr}`)
    return stdout
  }
  await setup('--action', 'init', '--root-password-file', join(dir, 'password'))
  const token = /^TOKEN (\S+)/m.exec(
    await setup('--action', 'insert', '--datafile', join(dir, 'contents.pl')),
  )
  if (token?.[1] === undefined) throw new Error('RT made no token')
  await writeFile(join(dir, 'token'), token[1])
  // Another run may have been quicker.
  await rename(dir, place).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(dir, { recursive: true })
  })
  return place
}

const siteConfig = (dir: string, port: number) => `
Set($rtname, 'rt.egi.example');
Set($Organization, 'rt.egi.example');
Set($WebDomain, '127.0.0.1');
Set($WebPort, ${port});
Set($WebPath, '');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '${dir}/rt.sqlite');
Set($MasonDataDir, '${dir}/mason');
Set($MasonSessionDir, '${dir}/session');
Set($WebSessionClass, 'Apache::Session::File');
Set($LogToSyslog, '');
Set($LogToSTDERR, 'error');
Set($LogToFile, 'warning');
Set($LogDir, '${dir}/log');
Set($CorrespondAddress, 'staged-rollout@rt.egi.example');
Set($CommentAddress, 'staged-rollout-comment@rt.egi.example');
Set($OwnerEmail, 'postmaster@egi.example');
Set($RTAddressRegexp, '@rt\\.egi\\.example$');
Set($MailCommand, 'sendmailpipe');
Set($SendmailPath, '${dir}/sendmail');
1;
`

/** RT speaks no SMTP itself. Blind copies are for the envelope alone. */
const sendmail = (dir: string, border: number | undefined) => `#!/usr/bin/python3
import sys, smtplib, email, email.policy, email.utils, uuid
mail = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.compat32)
to = [a for _, a in email.utils.getaddresses([str(v) for n in ('To', 'Cc', 'Bcc') for v in mail.get_all(n, [])]) if '@' in a]
del mail['Bcc']
if ${border === undefined ? 'True' : 'False'}:
    open('${dir}/sent/' + uuid.uuid4().hex, 'wb').write(mail.as_bytes())
elif to:
    with smtplib.SMTP('127.0.0.1', ${border ?? 0}, timeout=60) as server:
        server.sendmail('rt@rt.egi.example', to, mail.as_bytes())
`

/** What the lab's RT begins with, in RT's own notation (rt-setup-database --datafile). */
const contents = `
our @Users = map { { Name => $_->[0], RealName => $_->[1], EmailAddress => $_->[2], Privileged => $_->[3], Password => '${password}' } } (
  ['${account}', 'Rollcall', 'staged-rollout@egi.example', 0],
  ['mgr', 'Manager', 'mgr-glite@egi.example', 1],
  ['sw-rel-sr', 'Staged rollout', 'sw-rel-sr@egi.example', 1],
  ['maria', 'Maria', 'maria@lip.example', 1],
);
our @Groups = map { { Name => $_ } } ('people', 'ea-NGI_IBERGRID-LIP-Lisbon', 'ea-NGI_DE-DESY-HH');
our @Queues = map { { Name => $_, CorrespondAddress => "$_\\@rt.egi.example", CommentAddress => "$_-comment\\@rt.egi.example" } } ('sw-rel', 'staged-rollout');
sub field { my ($queue, $type, $name, @values) = @_;
  { Name => $name, Type => $type, Queue => [$queue], @values ? (Values => [map { { Name => $_ } } @values]) : () } }
our @CustomFields = (
  field('sw-rel', 'SelectSingle', 'RolloutProgress', qw(Unverified InVerification StageRollOut UMDStore Rejected)),
  field('sw-rel', 'SelectSingle', 'StageRollout Outcome', qw(ACCEPT REJECT)),
  field('sw-rel', 'FreeformSingle', 'StageRollout Report'),
  field('staged-rollout', 'SelectMultiple', 'Early Adopters', qw(ea-NGI_IBERGRID-LIP-Lisbon ea-NGI_DE-DESY-HH ea-NGI_HR-egee.srce.hr)),
  field('staged-rollout', 'SelectSingle', 'Outcome', qw(ACCEPT REJECT)),
  field('staged-rollout', 'FreeformMultiple', 'Documents'),
);
our @ACL = (
  (map { { GroupDomain => 'SystemInternal', GroupType => 'Everyone', Queue => 'staged-rollout', Right => $_ } } qw(CreateTicket ReplyToTicket)),
  (map { my $q = $_; map { { GroupDomain => 'UserDefined', GroupId => 'people', Queue => $q, Right => $_ } }
    qw(SeeQueue ShowTicket ShowTicketComments CreateTicket ReplyToTicket CommentOnTicket ModifyTicket OwnTicket SeeCustomField ModifyCustomField) } qw(sw-rel staged-rollout)),
);
my %least = (
  'sw-rel' => [qw(SeeQueue ShowTicket ShowTicketComments CommentOnTicket ModifyTicket ReassignTicket SeeCustomField ModifyCustomField)],
  'staged-rollout' => [qw(SeeQueue ShowTicket ShowTicketComments CreateTicket ReplyToTicket CommentOnTicket ModifyTicket SeeCustomField ModifyCustomField)],
);
our @Final = (sub {
  my $by = RT->SystemUser;
  my $user = sub { my $one = RT::User->new($by); $one->Load($_[0]); $one };
  my $join = sub { my ($name, @who) = @_; my $group = RT::Group->new($by); $group->LoadUserDefinedGroup($name);
    for (@who) { my ($ok, $said) = $group->AddMember($user->($_)->PrincipalId); print "error: $said\\n" unless $ok } };
  $join->('people', qw(mgr maria sw-rel-sr));
  $join->('ea-NGI_IBERGRID-LIP-Lisbon', 'maria');
  for my $name (keys %least) { my $queue = RT::Queue->new($by); $queue->Load($name);
    for (@{$least{$name}}) { my ($ok, $said) = $user->('${account}')->PrincipalObj->GrantRight(Right => $_, Object => $queue); print "error: $said\\n" unless $ok } }
  my ($ok, $said, $token) = RT::AuthToken->new($by)->Create(Owner => $user->('${account}')->Id, Description => 'Rollcall');
  print $ok ? "TOKEN $token\\n" : "error: $said\\n";
});
1;
`
