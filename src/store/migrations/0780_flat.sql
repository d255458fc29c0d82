-- What a run asks of all that ever came is found without a look at each row of it: the last list of a kind, the statement that opens an
-- account, the prepayments of a company.
CREATE INDEX document_list ON document (kind, company, id)
    WHERE status = 'processed' AND kind IN ('contacts', 'open-items', 'opening-balances', 'order');
CREATE INDEX statement_opening ON statement (company, account, opening_date, closing_date)
    WHERE opening_date IS NOT NULL AND opening_minor IS NOT NULL;
CREATE INDEX open_item_any_prepayment ON open_item (company) WHERE kind LIKE 'prepayment%';
-- What senders were told, by address: how many in the last hour.
CREATE INDEX mail_notice ON mail (recipient, id) WHERE kind IN ('receipt', 'rejection');
