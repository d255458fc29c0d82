-- Who bears the number of an invoice that waits: pages that were held, under what is booked.
CREATE INDEX billed_invoice_number ON billed_invoice (company, number);
