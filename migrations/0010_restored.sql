-- After a restore the agent may decide anew what it had decided and sent since the backup was made: it looks for a post in
-- our own mailbox first, from that instant on.
CREATE TABLE restored (
  at TEXT NOT NULL,
  made TEXT NOT NULL
) STRICT;
