-- What waits or has left must not slow down what leaves now, however much it is (docs/performance.md). What is due is found by
-- its time within its priority: what was put off is not walked past at every look.
-- `due`: when it may leave, a lease that has run out being as good as given back; null for what is settled or in another letter.
ALTER TABLE outbox ADD COLUMN due TEXT GENERATED ALWAYS AS (CASE WHEN gathered_into IS NULL THEN
  CASE state WHEN 'leased' THEN lease_until WHEN 'queued' THEN not_before WHEN 'deferred' THEN not_before END END) VIRTUAL;
DROP INDEX outbox_waiting;
CREATE INDEX outbox_due ON outbox (priority, due, id) WHERE due IS NOT NULL;
-- The few that leave while all others are paused.
CREATE INDEX outbox_passing ON outbox (priority, due, id) WHERE passes = 1 AND due IS NOT NULL;
-- Whether its bytes are kept: such a letter leaves as it is, and counts for its reader's day already.
ALTER TABLE outbox ADD COLUMN composed INTEGER NOT NULL DEFAULT 0 CHECK (composed IN (0, 1));
UPDATE outbox SET composed = 1 WHERE id IN (SELECT letter FROM finished);
-- Of one reader: what may be looked at, what waits for company, what is under way.
DROP INDEX outbox_waiting_for;
CREATE INDEX outbox_waiting_for ON outbox (person, priority, due, id)
  WHERE due IS NOT NULL AND place <> '' AND gathers = 0 AND composed = 0;
CREATE INDEX outbox_company ON outbox (person) WHERE held = 'company';
CREATE INDEX outbox_under_way ON outbox (person)
  WHERE due IS NOT NULL AND place <> '' AND (state = 'leased' OR gathers = 1 OR composed = 1);
-- What is counted is counted in the index alone: what left within the hour, what waits and why, all by state.
DROP INDEX outbox_sent;
CREATE INDEX outbox_sent ON outbox (settled_at, person) WHERE state = 'sent' AND gathered_into IS NULL;
DROP INDEX outbox_waits;
CREATE INDEX outbox_waits ON outbox (waits, state, not_before) WHERE waits <> '';
DROP INDEX outbox_held;
CREATE INDEX outbox_held ON outbox (held, waits, state, not_before) WHERE held <> '';
DROP INDEX outbox_by_state;
CREATE INDEX outbox_by_state ON outbox (state, overtaken, id);
