-- Statements that name no currency and whose currency is asked about (assumed = 2): another statement of the account names one in which they may be meant.
CREATE INDEX statement_asked ON statement (company, account) WHERE assumed = 2;
