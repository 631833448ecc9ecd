-- A clock that jumped stops letters as a pause does, and more besides (SPEC §9): a pause of another kind, so that it and
-- one that somebody said may stand at once. `seen` is what the clock showed, `at` what it should have; `mail` the newest
-- mail of that moment.
ALTER TABLE pauses ADD COLUMN kind TEXT NOT NULL DEFAULT 'letters' CHECK (kind IN ('letters', 'clock'));
ALTER TABLE pauses ADD COLUMN seen TEXT;
ALTER TABLE pauses ADD COLUMN mail INTEGER NOT NULL DEFAULT 0;
DROP INDEX one_pause_stands;
CREATE UNIQUE INDEX one_pause_of_a_kind_stands ON pauses (kind) WHERE resumed_at IS NULL;
-- When both clocks of the machine were last compared and agreed: the wall clock, milliseconds of the one that is never
-- set, and the start of the machine that these count from.
CREATE TABLE clock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at TEXT NOT NULL,
  steady INTEGER NOT NULL,
  boot TEXT NOT NULL
) STRICT;
