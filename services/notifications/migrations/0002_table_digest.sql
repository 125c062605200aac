-- Daily digests to be put together: for which office and when, by the host's clock. Put together, the digest is a notice.
CREATE TABLE notifications.digest (
    unit_id text,
    day date,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (unit_id, day)
);
GRANT SELECT, INSERT, DELETE ON notifications.digest TO antoan_notifications;
