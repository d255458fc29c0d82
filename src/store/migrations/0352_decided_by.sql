-- Who decided: the person at the terminal, or the name in a clarification sheet. NULL for decisions of before.
ALTER TABLE decision ADD COLUMN decided_by TEXT;
