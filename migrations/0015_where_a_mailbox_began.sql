-- Mail up to this UID lay there before the first look, and only that is not acted on: the cursor may have passed mail
-- that came later and that the server did not give yet. Where it is not known, the cursor answers for it, as it did before.
ALTER TABLE cursors ADD COLUMN begun_at INTEGER NOT NULL DEFAULT 0;
UPDATE cursors SET begun_at = uid;
