-- Everything the agent remembers, raw mail and report files too, in one database: one transaction covers a mail's
-- verdict, the ticket's change, its journal row and the letters that follow from it (SPEC 3.6).

-- Numbers handed out once each: a ticket number that was given and not used is never given again.
CREATE TABLE numbers (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO numbers (name, last) VALUES ('ticket', 0);

-- The only table with addresses of people beside the mail itself: the journal names people by id, so that one can be
-- forgotten without breaking its chain. AUTOINCREMENT: the id of somebody forgotten never becomes somebody else's.
CREATE TABLE people (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name TEXT NOT NULL
) STRICT;

-- One row a received mail, keyed by where it stood on the server; the verdict says what was made of it.
CREATE TABLE mail (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mailbox TEXT NOT NULL,
  uid_validity TEXT NOT NULL,
  uid INTEGER NOT NULL,
  via TEXT NOT NULL CHECK (via IN ('imap', 'listen', 'folder')),
  received_at TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  message_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'backlog', 'handled', 'held', 'set-aside', 'copy')),
  attempts INTEGER NOT NULL DEFAULT 0,
  decided_at TEXT,
  ticket INTEGER,
  person TEXT,
  level TEXT,
  words_hash TEXT NOT NULL DEFAULT '',
  verdict TEXT,
  UNIQUE (mailbox, uid_validity, uid)
) STRICT;
-- After a UIDVALIDITY change a mail is known again by its content.
CREATE INDEX mail_by_content ON mail (mailbox, sha256);
-- The line of mails to handle, and the counts on the board.
CREATE INDEX mail_by_state ON mail (state, id);
-- Second copies are known by Message-ID or by author and words (SPEC 3.1).
CREATE INDEX mail_by_message_id ON mail (message_id);
CREATE INDEX mail_by_words ON mail (words_hash) WHERE words_hash <> '';
-- Whose mail was verified lately must prove itself again (SPEC 3.3).
CREATE INDEX mail_verified ON mail (person, received_at) WHERE level = 'verified';
-- The time line of a ticket.
CREATE INDEX mail_by_ticket ON mail (ticket, id) WHERE ticket IS NOT NULL;

-- Raw bytes apart from the rows that are searched: a scan of mail never walks through attachments.
CREATE TABLE raw_mail (
  mail INTEGER PRIMARY KEY REFERENCES mail (id),
  bytes BLOB NOT NULL
) STRICT;

-- How far each mailbox has been read; moves in the transaction that stores the mail.
CREATE TABLE cursors (
  mailbox TEXT PRIMARY KEY,
  uid_validity TEXT NOT NULL,
  uid INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The ticket as it stands, whole in `row`; the columns repeat only what is searched for or must be unique.
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('new', 'open', 'resolved')),
  title TEXT NOT NULL COLLATE NOCASE,
  parent TEXT,
  next_due TEXT,
  row TEXT NOT NULL
) STRICT;
-- A parent that enters StageRollOut again never doubles its ticket (SPEC §1.1).
CREATE UNIQUE INDEX one_ticket_a_parent ON tickets (parent) WHERE parent IS NOT NULL;
-- Nor does a release that is being tried already.
CREATE UNIQUE INDEX one_unresolved_ticket_a_title ON tickets (title) WHERE status <> 'resolved';
-- One query finds the next deadline of all.
CREATE INDEX tickets_due ON tickets (next_due) WHERE status <> 'resolved' AND next_due IS NOT NULL;

-- What happened, for ever: each row carries the hash of the one before, so that a changed or lost row shows.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  ticket INTEGER NOT NULL REFERENCES tickets (id),
  at TEXT NOT NULL,
  event_id TEXT NOT NULL,
  event TEXT NOT NULL,
  facts TEXT NOT NULL,
  mail INTEGER REFERENCES mail (id),
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (ticket, event_id)
) STRICT;
-- The end of the chain, kept apart: rows cut off at the end would leave a chain that still holds.
CREATE TABLE journal_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO journal_head (one, seq, hash) VALUES (1, 0, '');

-- What leaves: one row an effect, for ever. The key is unique, so an effect decided twice leaves once.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  ticket INTEGER,
  person TEXT,
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'leased', 'deferred', 'sent', 'failed')),
  priority INTEGER NOT NULL,
  queued_at TEXT NOT NULL,
  not_before TEXT NOT NULL,
  lease_until TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  first_tried_at TEXT,
  settled_at TEXT,
  response TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  bounce TEXT,
  effect TEXT NOT NULL
) STRICT;
-- Only what still has to leave is looked through when something may leave.
CREATE INDEX outbox_waiting ON outbox (priority, id) WHERE state IN ('queued', 'leased', 'deferred');
-- The board's lists and counts.
CREATE INDEX outbox_by_state ON outbox (state, id);
CREATE INDEX outbox_by_ticket ON outbox (ticket, id) WHERE ticket IS NOT NULL;
CREATE INDEX outbox_by_person ON outbox (person, id) WHERE person IS NOT NULL;

-- A letter's finished bytes, composed once: every try sends these.
CREATE TABLE finished (
  letter INTEGER PRIMARY KEY REFERENCES outbox (id),
  message_id TEXT NOT NULL,
  envelope_from TEXT NOT NULL,
  envelope_to TEXT NOT NULL,
  at TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
-- An answer names its letter by Message-ID (SPEC 3.2).
CREATE INDEX finished_by_message_id ON finished (message_id);

-- A letter as it is shown: what has to leave, with the Message-ID of what was made of it.
CREATE VIEW letters AS SELECT outbox.*, finished.message_id FROM outbox LEFT JOIN finished ON finished.letter = outbox.id;

-- One-time questions about held statements: an open one is settled once (SPEC 3.3).
CREATE TABLE questions (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('open', 'released', 'expired', 'withdrawn')),
  mail INTEGER REFERENCES mail (id),
  ticket INTEGER,
  person TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  until TEXT NOT NULL,
  settled_at TEXT,
  events TEXT NOT NULL
) STRICT;

-- Report files under their SHA-256: the same bytes are the same report (SPEC §4).
CREATE TABLE files (
  sha256 TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
