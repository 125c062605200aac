-- Who may sign in: an officer by the title of the post, never a person's file; or a program of another office.
CREATE TABLE portal.account (
    account_id uuid PRIMARY KEY,
    -- lower case, NFC; what is typed at sign-in and nothing else
    sign_in_name text NOT NULL UNIQUE,
    title text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('officer', 'program')),
    -- argon2id; without one, the account signs in elsewhere or by token
    password_hash text,
    password_set_at timestamptz,
    -- who the provider of OpenID Connect says this is; bound at the first sign-in there
    oidc_issuer text,
    oidc_subject text,
    failures integer NOT NULL DEFAULT 0,
    last_failure_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    disabled_at timestamptz,
    UNIQUE (oidc_issuer, oidc_subject)
);
GRANT USAGE ON SCHEMA portal TO antoan_services;
GRANT SELECT, INSERT, UPDATE ON portal.account TO antoan_portal;
