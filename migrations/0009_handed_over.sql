-- A call that was handed over twice wakes its list twice (SPEC §1.4): what was given to the mail server without a clear
-- answer is known here, whenever the agent dies.
CREATE TABLE handed_over (
  letter INTEGER PRIMARY KEY REFERENCES outbox (id),
  at TEXT NOT NULL
) STRICT;
