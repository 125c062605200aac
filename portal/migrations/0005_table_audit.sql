-- What was done with accounts and what left the house: sign-ins, refusals, authority given and ended, exports. Added to, never changed.
CREATE TABLE portal.audit (
    audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind text NOT NULL,
    account_id uuid,
    -- ids and codes only: an account, an authority, a table's name and its filters
    about text NOT NULL DEFAULT '',
    -- the network an address lies in (IPv4 /24, IPv6 /48), not the address
    network text NOT NULL DEFAULT ''
);
CREATE INDEX audit_at ON portal.audit (at);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON portal.audit
    FOR EACH ROW EXECUTE FUNCTION chronicle.refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON portal.audit
    FOR EACH STATEMENT EXECUTE FUNCTION chronicle.refuse_change();
ALTER TABLE portal.audit ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE portal.audit ENABLE ALWAYS TRIGGER refuse_truncate;
GRANT SELECT, INSERT ON portal.audit TO antoan_portal;
