-- The messages of one company, without a look at those of all others.
CREATE INDEX mail_company ON mail (company, id);
