-- Goods received that nobody had billed when a month was closed, order line by order line: what the entry of that day (and the one that takes
-- it back) is made of.
CREATE TABLE goods_accrual (
    company  TEXT NOT NULL,
    posting  BIGINT NOT NULL,               -- the journal entry of the last day of the month
    position BIGINT NOT NULL,               -- in its entry, from 0
    account  TEXT NOT NULL,                 -- where the expense stands
    minor    BIGINT NOT NULL,               -- cents of expense, above zero
    facts    TEXT NOT NULL,                 -- JSON: contact, order, line, quantity, unit
    PRIMARY KEY (company, posting, position)
);
