-- A company's invoices in the order they came, one after the other.
CREATE INDEX billed_invoice_came ON billed_invoice (company, document_id);
