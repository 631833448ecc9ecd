-- A mail of many megabytes written, or read, in one go would hold up everything else: what goes beyond its beginning in raw_mail
-- stands here in pieces, stored one by one before the mail itself is. Older mails are whole in raw_mail, however large.
-- By place, since a mail has no number before it is all there; pieces without a mail were left by an agent that ended.
CREATE TABLE raw_rest (
  mailbox TEXT NOT NULL,
  uid_validity TEXT NOT NULL,
  uid INTEGER NOT NULL,
  first INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (mailbox, uid_validity, uid, first)
) STRICT;
