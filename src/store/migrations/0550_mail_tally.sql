-- How many mails were sent, by day, apart from what came: a unit of work holds the rows of what came until it ends, and sending must not
-- wait for it. `verify` compares it with the mails.
CREATE TABLE mail_tally (
    company TEXT NOT NULL,                  -- '' for what belongs to none
    day     TEXT NOT NULL,
    mails   BIGINT NOT NULL,                -- sent
    PRIMARY KEY (company, day)
);
INSERT INTO mail_tally (company, day, mails) SELECT company, day, mails FROM arrival_tally WHERE mails <> 0;
ALTER TABLE arrival_tally DROP COLUMN mails;
