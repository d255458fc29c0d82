-- The message type of a statement where its file holds several, and whether its closing balance is one of a day that went on; which table of its file it is, and whether its currency is assumed.
ALTER TABLE statement ADD COLUMN message TEXT;
ALTER TABLE statement ADD COLUMN running BIGINT NOT NULL DEFAULT 0;
ALTER TABLE statement ADD COLUMN section BIGINT NOT NULL DEFAULT 0;
ALTER TABLE statement ADD COLUMN assumed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX statement_assumed ON statement (company, account) WHERE assumed = 1;
CREATE INDEX statement_running ON statement (company, id) WHERE running = 1;
