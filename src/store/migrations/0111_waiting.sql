-- What waits, and what something was refused for, are asked for at each run and each answer: few among all that ever came.
CREATE INDEX bank_entry_waiting ON bank_entry (company, id) WHERE status <> 'matched';
CREATE INDEX bank_entry_refused ON bank_entry (company, id) WHERE refused IS NOT NULL;
