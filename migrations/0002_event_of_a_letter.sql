-- Which event queued a letter, so that a ticket's history shows with every line what left because of it (SPEC §7).
-- Null for what answers a mail as a whole, and for rows that are older than this.
ALTER TABLE outbox ADD COLUMN event_id TEXT;
