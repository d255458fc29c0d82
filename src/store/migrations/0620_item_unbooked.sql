-- Items by list in another currency wait for the rate of their day; whoever asks what waits looks for them each time.
CREATE INDEX open_item_unbooked ON open_item (company) WHERE origin = 'list' AND posting IS NULL AND currency <> 'EUR' AND amount_minor <> 0;
