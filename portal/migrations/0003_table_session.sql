-- Who is signed in where. The cookie holds a random token, this table only its hash.
CREATE TABLE portal.session (
    token_sha256 bytea PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES portal.account,
    way text NOT NULL CHECK (way IN ('password', 'oidc')),
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ends_at timestamptz NOT NULL
);
CREATE INDEX session_account ON portal.session (account_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON portal.session TO antoan_portal;
