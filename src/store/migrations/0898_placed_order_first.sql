-- The first order that a company kept: since when its invoices must have one.
CREATE INDEX placed_order_first ON placed_order (company, document_id);
