-- By which chart a company's books are kept and how it is taxed, from which number of its journal on: what was booked before stays as it was.
CREATE TABLE settings_in_force (
    company       TEXT NOT NULL,
    posting       BIGINT NOT NULL, -- the first number of the journal that these hold for
    since         TEXT NOT NULL,   -- when they were first seen, ISO 8601 with offset
    chart         TEXT NOT NULL,   -- SKR03 or SKR04
    taxed         TEXT NOT NULL,   -- the regime and the percentage of input VAT that is deducted: accrual 100
    PRIMARY KEY (company, posting)
);
