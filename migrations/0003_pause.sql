-- Whether letters leave (SPEC 3.4, pause): one row a pause, for ever; the one that has not ended stands.
CREATE TABLE pauses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  resumed_at TEXT,
  resumed_by TEXT
) STRICT;
CREATE UNIQUE INDEX one_pause_stands ON pauses (resumed_at IS NULL) WHERE resumed_at IS NULL;
-- What leaves although letters are paused: what says so, and the answers to pause and resume.
ALTER TABLE outbox ADD COLUMN passes INTEGER NOT NULL DEFAULT 0 CHECK (passes IN (0, 1));
-- A letter that waited until it meant nothing any more: it never leaves, and nobody refused it.
ALTER TABLE outbox ADD COLUMN overtaken INTEGER NOT NULL DEFAULT 0 CHECK (overtaken IN (0, 1));
