-- What each mail asks of memory is found in an index, however long the agent has run (docs/performance.md).
-- Of a rollout, the letters that have not left: what has left is not walked through.
CREATE INDEX outbox_unsent ON outbox (ticket, id) WHERE state IN ('queued', 'leased', 'deferred') AND ticket IS NOT NULL;
-- Of a rollout, the few mails that said until when somebody is away.
CREATE INDEX mail_away ON mail (ticket, id) WHERE instr(verdict, '"away":{"until":') > 0;
-- Rollouts that are still open, with all that tells whether one has changed.
CREATE INDEX tickets_open ON tickets (id, version, status) WHERE status <> 'resolved';
-- One-time questions by what they are looked for.
CREATE INDEX questions_by_ticket ON questions (ticket, asked_at, id) WHERE ticket IS NOT NULL;
CREATE INDEX questions_by_mail ON questions (mail, asked_at, id) WHERE mail IS NOT NULL;
CREATE INDEX questions_by_person ON questions (person, asked_at, id);
