-- Files that were uploaded, and for which unit each: the hash is the name of the content in the store. What a row does not
-- name nobody opens: the one who looks needs one for a unit in sight. Uploaded again, the newest upload is told.
CREATE TABLE portal.attachment (
    sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    unit_id text,
    bytes bigint NOT NULL CHECK (bytes > 0),
    media_type text NOT NULL,
    -- what the file was called, made harmless; no part of any fact
    label text NOT NULL,
    uploaded_by uuid NOT NULL REFERENCES portal.account,
    uploaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (sha256, unit_id)
);
CREATE INDEX attachment_unit ON portal.attachment (unit_id, uploaded_at DESC, sha256);
ALTER TABLE portal.attachment ENABLE ROW LEVEL SECURITY;
-- as every view whose rows belong to units (chronicle/postgres/views.py)
CREATE POLICY within_scope ON portal.attachment FOR SELECT TO antoan_portal_viewer USING (
    (SELECT coalesce(current_setting('antoan.everything', true), '') = 'on')
    OR unit_id IN (SELECT unnest(string_to_array(current_setting('antoan.units', true), ' '))));
CREATE POLICY kept_here ON portal.attachment TO antoan_portal USING (true) WITH CHECK (true);
GRANT SELECT ON portal.attachment TO antoan_portal_viewer;
GRANT SELECT, INSERT, UPDATE ON portal.attachment TO antoan_portal;
