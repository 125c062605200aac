-- Tokens given to programs: which account each is of, until when, and whether it was taken back. The token itself is kept nowhere.
CREATE TABLE portal.service_token (
    token_id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES portal.account,
    purpose text NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
GRANT SELECT, INSERT ON portal.service_token TO antoan_portal;
GRANT UPDATE (revoked_at) ON portal.service_token TO antoan_portal;
