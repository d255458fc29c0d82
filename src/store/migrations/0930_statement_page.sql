-- Which page of its report or message a statement is (NULL: nothing says so, or an earlier version
-- did not keep it), whether it says that another follows, and whose pages these are: 0 the
-- statement's, 1 the message's, which may hold several accounts.
ALTER TABLE statement ADD COLUMN page INTEGER;
ALTER TABLE statement ADD COLUMN page_of INTEGER NOT NULL DEFAULT 0;
ALTER TABLE statement ADD COLUMN goes_on INTEGER;
