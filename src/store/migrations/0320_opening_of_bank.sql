-- Opening balances of bank accounts that no list states are those of the account's first statement; a row that says so is made anew
-- when an earlier statement comes. A balance of zero has a row without a posting: it names the ledger account of the bank's.
ALTER TABLE opening_balance ADD COLUMN stated_by TEXT NOT NULL DEFAULT 'list';   -- list | statement
