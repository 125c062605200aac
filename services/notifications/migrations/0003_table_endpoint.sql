-- Whole addresses of webhooks and gateways, and the key each webhook is signed with: secrets of the offices, in no fact.
-- A fact names one by its hash. Whoever only looks sees none of it.
CREATE TABLE notifications.endpoint (
    unit_id text,
    channel text CHECK (channel IN ('webhook', 'gateway')),
    address_sha256 text CHECK (address_sha256 ~ '^[0-9a-f]{64}$'),
    address text NOT NULL,
    signing_key text,
    kept_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (unit_id, channel, address_sha256)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications.endpoint TO antoan_notifications;
