-- Delivery notes by their document: what is found about one is told as long as it counts.
CREATE INDEX delivery_note_document ON delivery_note (document_id);
