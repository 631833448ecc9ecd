// A small IMAP server for tests: as much of RFC 3501, IDLE, MOVE and UIDPLUS as imapflow speaks to it, with a script
// for trouble. One client at a time is watched; everything it said is in `commands`.
import { once } from 'node:events'
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'

type Stored = { readonly uid: number; readonly bytes: Buffer; readonly flags: Set<string> }
type Folder = { uidValidity: number; uidNext: number; mails: Stored[] }

export class ImapServer {
  readonly folders = new Map<string, Folder>([['INBOX', { uidValidity: 100, uidNext: 1, mails: [] }]])
  readonly commands: string[] = []
  capabilities = 'IMAP4rev1 IDLE MOVE UIDPLUS NAMESPACE'
  password = 'right'
  /** Answers in place of the server's own: a tagged rest (`NO …`), `cut` to hang up, or null to go on. */
  script: (command: string) => string | null = () => null
  /** Lines that nobody asked for, said after the rows of an answer and before its end. */
  afterFetch: (command: string) => readonly string[] = () => []
  /** Mails that it lists, and leaves out of this answer. */
  leavesOut: (command: string, uid: number) => boolean = () => false
  sizeOf = (mail: Buffer) => mail.length
  /** It takes what it hears, and answers nothing. */
  silent = false
  logins = 0
  /** When it says that it took its mails. */
  internalDate = '23-Nov-2026 09:00:05 +0100'
  port = 0
  #server: Server = createTcp()
  #sockets = new Set<Socket>()
  #idlers = new Map<Socket, string>()
  /** Clients that were busy when mail came: they hear of it with their next answer (RFC 3501 §5.2). */
  #unaware = new Set<Socket>()

  async listen(tls?: { readonly key: string; readonly cert: string }) {
    const serve = (socket: Socket) => this.#serve(socket)
    this.#server = tls === undefined ? createTcp(serve) : createTls(tls, serve)
    this.#server.on('tlsClientError', () => null)
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
    return this
  }
  get idling() {
    return this.#idlers.size
  }
  /** Ends every IDLE by its own will, as servers do that are about to restart or tired of waiting. */
  endIdles() {
    for (const [socket, tag] of this.#idlers) {
      this.#idlers.delete(socket)
      socket.write(`${tag} OK idle ended\r\n`)
    }
  }
  cut() {
    for (const socket of this.#sockets) socket.destroy()
  }
  close() {
    this.#server.close()
    this.cut()
  }
  folder(name: string): Folder {
    const folder = this.folders.get(name) ?? { uidValidity: 200, uidNext: 1, mails: [] }
    this.folders.set(name, folder)
    return folder
  }
  subjects(name: string) {
    return (this.folders.get(name)?.mails ?? []).map(
      (mail) => /Subject: (.*)\r\n/.exec(mail.bytes.toString('latin1'))?.[1],
    )
  }
  /** Delivers a mail; clients in IDLE hear of it unless told not to. */
  deliver(subject: string, options: { body?: string; quietly?: boolean } = {}) {
    this.put(Buffer.from(`Subject: ${subject}\r\n\r\n${options.body ?? 'body'}\r\n`), options.quietly)
  }
  /** The same with the bytes as they are. */
  put(bytes: Buffer, quietly = false) {
    const inbox = this.folder('INBOX')
    inbox.mails.push({ uid: inbox.uidNext, bytes, flags: new Set() })
    inbox.uidNext += 1
    if (quietly) return
    for (const socket of this.#sockets) {
      if (this.#idlers.has(socket)) socket.write(`* ${inbox.mails.length} EXISTS\r\n`)
      else this.#unaware.add(socket)
    }
  }

  #serve(socket: Socket) {
    this.#sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => null)
    socket.on('close', () => {
      this.#sockets.delete(socket)
      this.#idlers.delete(socket)
    })
    socket.write(`* OK [CAPABILITY ${this.capabilities}] ready\r\n`)
    let heard = ''
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1')
      for (let end = heard.indexOf('\r\n'); end !== -1; end = heard.indexOf('\r\n')) {
        const line = heard.slice(0, end)
        heard = heard.slice(end + 2)
        this.#line(socket, line)
      }
    })
  }

  #line(socket: Socket, line: string) {
    if (this.silent) return
    const idle = this.#idlers.get(socket)
    if (line === 'DONE' && idle !== undefined) {
      this.#idlers.delete(socket)
      socket.write(`${idle} OK done\r\n`)
      return
    }
    const [tag = '', ...words] = line.split(' ')
    const command = words.join(' ')
    this.commands.push(command.startsWith('LOGIN') ? 'LOGIN' : command)
    const scripted = this.script(command)
    if (scripted === 'cut') socket.destroy()
    else if (scripted !== null) socket.write(`${tag} ${scripted}\r\n`)
    else if (command === 'IDLE') {
      this.#idlers.set(socket, tag)
      socket.write('+ idling\r\n')
    } else {
      for (const answer of this.#answer(command))
        socket.write(typeof answer === 'string' ? `${answer}\r\n` : answer)
      for (const extra of this.afterFetch(command)) socket.write(`${extra}\r\n`)
      if (this.#unaware.delete(socket)) socket.write(`* ${this.folder('INBOX').mails.length} EXISTS\r\n`)
      socket.write(`${tag} ${this.#tagged(command)}\r\n`)
      if (command === 'LOGOUT') socket.end()
    }
  }

  #tagged(command: string) {
    if (/^LOGIN|^AUTHENTICATE/.test(command)) {
      this.logins += 1
      if (!command.includes(`"${this.password}"`) && !command.endsWith(` ${this.password}`)) {
        return 'NO [AUTHENTICATIONFAILED] Authentication failed.'
      }
    }
    const selected = /^(?:SELECT|EXAMINE) "?([^"]*)"?/.exec(command)?.[1]
    if (selected !== undefined)
      return this.folders.has(selected) ? 'OK [READ-WRITE] selected' : 'NO [NONEXISTENT] no such mailbox'
    return 'OK done'
  }

  *#answer(command: string): Generator<string | Buffer> {
    const [verb = '', ...rest] = command.replace(/^UID /, '').split(' ')
    const inbox = this.folder('INBOX')
    switch (verb) {
      case 'CAPABILITY':
        yield `* CAPABILITY ${this.capabilities}`
        return
      case 'NAMESPACE':
        yield '* NAMESPACE (("" "/")) NIL NIL'
        return
      case 'LIST': {
        const pattern = rest.at(-1)?.replaceAll('"', '') ?? ''
        for (const name of this.folders.keys())
          if (pattern === '*' || pattern === name) yield `* LIST () "/" "${name}"`
        return
      }
      case 'CREATE':
        this.folder(rest.join(' ').replaceAll('"', ''))
        return
      case 'EXAMINE':
      case 'SELECT': {
        const folder = this.folders.get(rest.join(' ').replaceAll('"', ''))
        if (folder === undefined) return
        yield `* ${folder.mails.length} EXISTS`
        yield '* FLAGS (\\Seen \\Deleted)'
        yield `* OK [UIDVALIDITY ${folder.uidValidity}] ok`
        yield `* OK [UIDNEXT ${folder.uidNext}] ok`
        return
      }
      case 'LOGOUT':
        yield '* BYE see you'
        return
      case 'SEARCH':
        yield `* SEARCH${this.#search(rest.join(' '))
          .map((mail) => ` ${mail.uid}`)
          .join('')}`
        return
      case 'FETCH':
        for (const mail of this.#set(rest[0] ?? ''))
          if (!this.leavesOut(command, mail.uid)) yield* this.#fetch(mail, rest.slice(1).join(' '))
        return
      case 'STORE':
        for (const mail of this.#set(rest[0] ?? '')) {
          for (const [flag] of command.matchAll(/\\\w+/g)) mail.flags.add(flag)
        }
        return
      case 'COPY':
      case 'MOVE': {
        const target = this.folder(rest.slice(1).join(' ').replaceAll('"', ''))
        const moved = this.#set(rest[0] ?? '')
        for (const mail of moved) {
          target.mails.push({ ...mail, uid: target.uidNext })
          target.uidNext += 1
        }
        if (verb === 'MOVE') yield* this.#expunge(moved)
        return
      }
      case 'EXPUNGE':
        yield* this.#expunge(
          (rest[0] === undefined ? inbox.mails : this.#set(rest[0])).filter((mail) =>
            mail.flags.has('\\Deleted'),
          ),
        )
        return
    }
  }

  #set(range: string): Stored[] {
    const { mails } = this.folder('INBOX')
    const highest = mails.at(-1)?.uid ?? 0
    const parts = range.split(',').map((part) => {
      const [from = 0, to = from] = part.split(':').map((end) => (end === '*' ? highest : Number(end)))
      return [Math.min(from, to), Math.max(from, to)] as const
    })
    return mails.filter(({ uid }) => parts.some(([from, to]) => uid >= from && uid <= to))
  }

  #search(query: string): Stored[] {
    const uids = /UID (\S+)/.exec(query)?.[1]
    const found = uids === undefined ? this.folder('INBOX').mails : this.#set(uids)
    const id = /HEADER MESSAGE-ID "?(<[^>]*>)/i.exec(query)?.[1]
    if (id !== undefined) return found.filter((mail) => mail.bytes.includes(`Message-ID: ${id}`))
    return query.includes('UNSEEN') ? found.filter((mail) => !mail.flags.has('\\Seen')) : found
  }

  *#fetch(mail: Stored, items: string): Generator<string | Buffer> {
    const seq = this.folder('INBOX').mails.indexOf(mail) + 1
    const head = `* ${seq} FETCH (UID ${mail.uid} RFC822.SIZE ${this.sizeOf(mail.bytes)} INTERNALDATE "${this.internalDate}"`
    const end = mail.bytes.indexOf('\r\n\r\n') + 4
    const most = /BODY\.PEEK\[\](?:<0\.(\d+)>)?/.exec(items)
    if (most !== null) {
      const [, length] = most
      const bytes = mail.bytes.subarray(0, length === undefined ? mail.bytes.length : Number(length))
      const section = length === undefined ? 'BODY[]' : 'BODY[]<0>'
      yield Buffer.from(`${head} ${section} {${bytes.length}}\r\n${bytes.toString('latin1')})\r\n`, 'latin1')
    } else if (items.includes('BODY.PEEK[HEADER]')) {
      yield Buffer.from(
        `${head} BODY[HEADER] {${end}}\r\n${mail.bytes.subarray(0, end).toString('latin1')})\r\n`,
        'latin1',
      )
    } else yield `${head})`
  }

  *#expunge(gone: readonly Stored[]): Generator<string> {
    const inbox = this.folder('INBOX')
    for (const mail of gone) {
      yield `* ${inbox.mails.indexOf(mail) + 1} EXPUNGE`
      inbox.mails = inbox.mails.filter((each) => each !== mail)
    }
  }
}
