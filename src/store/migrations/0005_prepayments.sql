-- Prepayment invoices that a final invoice may take off.

CREATE INDEX open_item_prepayment ON open_item (company) WHERE kind = 'prepayment';
