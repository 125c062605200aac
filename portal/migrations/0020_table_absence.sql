-- When an account's holder is away. No fact: the log is kept for ever and nobody's leave belongs there; what is over goes the
-- next time somebody notes one.
CREATE TABLE portal.absence (
    account_id uuid REFERENCES portal.account,
    first_day date,
    last_day date NOT NULL CHECK (last_day >= first_day AND last_day < first_day + 400),
    PRIMARY KEY (account_id, first_day)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON portal.absence TO antoan_portal;
