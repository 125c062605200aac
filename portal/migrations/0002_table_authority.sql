-- What an account may do where and when: a role over a unit and all below it, on the days from valid_from to valid_to inclusive.
CREATE TABLE portal.authority (
    authority_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES portal.account,
    role text NOT NULL,
    -- null: the whole installation, known units or not
    unit_id text,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to >= valid_from),
    -- a deputy acts for this account; facts record both
    on_behalf_of uuid REFERENCES portal.account,
    given_by uuid REFERENCES portal.account,
    given_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX authority_account ON portal.authority (account_id);
GRANT SELECT, INSERT ON portal.authority TO antoan_portal;
-- a past that was given stays as it was: only its end may be set
GRANT UPDATE (valid_to) ON portal.authority TO antoan_portal;
