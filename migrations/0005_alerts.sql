-- What the administrator was told of and is not over yet (SPEC §5): told once, and once when it is over.
CREATE TABLE alerts (
  name TEXT PRIMARY KEY,
  since TEXT NOT NULL
) STRICT, WITHOUT ROWID;
