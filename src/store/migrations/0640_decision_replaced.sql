-- Which document took another's place is asked of every one that waits; answers are many, places taken few.
CREATE INDEX decision_replaced ON decision (choice) WHERE verb = 'replaced';
