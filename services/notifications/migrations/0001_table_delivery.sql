-- Notices on their way out of the house: what waits, for what and until when, and what is being tried. Settled, a row goes:
-- what became of it is a fact. No view: a rebuild neither fills nor reads it, and so sends nothing.
CREATE TABLE notifications.delivery (
    notice_id text,
    channel text CHECK (channel IN ('mail', 'webhook', 'gateway')),
    unit_id text NOT NULL,
    -- how often the channel was given it: 1, and one more each time somebody had it tried again
    round integer NOT NULL DEFAULT 1,
    -- bundle: it is in a digest that was put together and is on its way itself
    waits_for text NOT NULL CHECK (waits_for IN ('turn', 'hours', 'digest', 'bundle', 'retry')),
    -- by the host's clock, which may be a played one
    due_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    -- why the last attempt failed
    error text,
    -- by the server's clock: until then whoever took the row is trying; after that it is lost and anybody may
    claimed_until timestamptz,
    PRIMARY KEY (notice_id, channel)
);
CREATE INDEX delivery_due ON notifications.delivery (due_at);
CREATE INDEX delivery_unit ON notifications.delivery (unit_id, due_at);
ALTER TABLE notifications.delivery ENABLE ROW LEVEL SECURITY;
-- as every view whose rows belong to units (chronicle/postgres/views.py)
CREATE POLICY within_scope ON notifications.delivery FOR SELECT TO antoan_notifications_viewer USING (
    (SELECT coalesce(current_setting('antoan.everything', true), '') = 'on')
    OR unit_id IN (SELECT unnest(string_to_array(current_setting('antoan.units', true), ' '))));
CREATE POLICY kept_here ON notifications.delivery TO antoan_notifications USING (true) WITH CHECK (true);
GRANT SELECT ON notifications.delivery TO antoan_notifications_viewer;
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications.delivery TO antoan_notifications;
