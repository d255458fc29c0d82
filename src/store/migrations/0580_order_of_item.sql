-- What belongs to an order is found by its number: invoices that name it, and what was paid in advance for it.
CREATE INDEX open_item_order ON open_item (company, order_number) WHERE order_number IS NOT NULL;
CREATE INDEX open_item_on_account ON open_item (company) WHERE kind = 'on-account';
