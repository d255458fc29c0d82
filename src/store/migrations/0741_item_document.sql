-- The items that a document brought, and those that a final invoice has taken off, are looked up whenever one is shown or
-- taken back.
CREATE INDEX open_item_document ON open_item (document_id);
CREATE INDEX open_item_deducted ON open_item (deducted_by) WHERE deducted_by IS NOT NULL;
