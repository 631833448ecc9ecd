-- A quiet day for every reader (SPEC §9, no storms): what may be gathered, by whose day it is counted and how much it
-- hurries; why it waits; into which letter it went, and whether a row is such a letter.
ALTER TABLE outbox ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN haste INTEGER NOT NULL DEFAULT 0 CHECK (haste IN (0, 1, 2, 3));
ALTER TABLE outbox ADD COLUMN held TEXT NOT NULL DEFAULT '' CHECK (held IN ('', 'hours', 'company', 'day'));
ALTER TABLE outbox ADD COLUMN gathers INTEGER NOT NULL DEFAULT 0 CHECK (gathers IN (0, 1));
ALTER TABLE outbox ADD COLUMN gathered_into INTEGER REFERENCES outbox (id);
-- What has gone into another letter leaves with it, and is not looked at again.
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (priority, id)
  WHERE state IN ('queued', 'leased', 'deferred') AND gathered_into IS NULL;
-- What waits is counted for the status.
CREATE INDEX outbox_held ON outbox (held) WHERE held <> '';
CREATE INDEX outbox_gathered ON outbox (gathered_into) WHERE gathered_into IS NOT NULL;
-- All that waits for one reader is looked at with the first of it.
CREATE INDEX outbox_waiting_for ON outbox (person, priority, id)
  WHERE state IN ('queued', 'leased', 'deferred') AND gathered_into IS NULL AND place <> '';
