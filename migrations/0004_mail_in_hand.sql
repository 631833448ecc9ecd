-- The mail an agent is handling just now: one that ends the process is found here at the next start, and counted, so
-- that it cannot end every start (SPEC 3.6).
CREATE TABLE mail_in_hand (
  mail INTEGER PRIMARY KEY REFERENCES mail (id)
) STRICT;
