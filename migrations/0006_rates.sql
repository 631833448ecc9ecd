-- Rates at which letters leave (SPEC §3.5). `rate`: what an answer counts as; `waits`: the rate that a letter waits for.
ALTER TABLE outbox ADD COLUMN rate TEXT NOT NULL DEFAULT '' CHECK (rate IN ('', 'answer', 'unproven'));
ALTER TABLE outbox ADD COLUMN waits TEXT NOT NULL DEFAULT '' CHECK (waits IN ('', 'all', 'outside', 'answer', 'unproven'));
-- What has left lately is counted with every claim, over all and for one reader.
CREATE INDEX outbox_sent ON outbox (settled_at) WHERE state = 'sent';
CREATE INDEX outbox_sent_to ON outbox (person, settled_at) WHERE state = 'sent' AND person IS NOT NULL;
-- What waits is counted for the status and the administrator.
CREATE INDEX outbox_waits ON outbox (waits) WHERE waits <> '';
