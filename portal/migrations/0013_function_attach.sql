-- Notes that a file, whose content stands in the store, was uploaded for a unit: for every service whose forms take files.
-- Takes turns with whoever removes files of the same content that nothing names (portal/attachments/unused.py).
CREATE FUNCTION portal.attach(hash text, unit text, size bigint, kind text, called text, account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(hash, 0));
    INSERT INTO portal.attachment AS a (sha256, unit_id, bytes, media_type, label, uploaded_by)
    VALUES (hash, unit, size, kind, called, account)
    ON CONFLICT (sha256, unit_id) DO UPDATE
       SET label = excluded.label, uploaded_by = excluded.uploaded_by, uploaded_at = clock_timestamp();
END $$;
ALTER FUNCTION portal.attach OWNER TO antoan_portal;
REVOKE ALL ON FUNCTION portal.attach FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal.attach TO antoan_services;
