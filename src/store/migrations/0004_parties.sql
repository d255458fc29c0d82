-- What else a contact is known by, and what kind of open item it is.

ALTER TABLE contact ADD COLUMN tax_number TEXT;                          -- BT-32, digits only

-- item | prepayment (its VAT arises with its payment) | prepayment-taxed, prepayment-untaxed (taken off a final invoice, after
-- its payment or before) | prepaid (the invoice says that this much of it is paid already)
ALTER TABLE open_item ADD COLUMN kind TEXT NOT NULL DEFAULT 'item';
ALTER TABLE open_item ADD COLUMN deducted_by BIGINT;                     -- the document of the final invoice
