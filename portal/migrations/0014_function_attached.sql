-- Of these hashes, the files that were uploaded for one of the units, or for any unit where none are named: the newest of each.
CREATE FUNCTION portal.attached(hashes text[], units text[])
RETURNS TABLE (sha256 text, unit_id text, bytes bigint, media_type text, label text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT DISTINCT ON (a.sha256) a.sha256, a.unit_id, a.bytes, a.media_type, a.label
      FROM portal.attachment a
     WHERE a.sha256 = ANY (hashes) AND (units IS NULL OR a.unit_id = ANY (units))
     ORDER BY a.sha256, a.uploaded_at DESC
$$;
ALTER FUNCTION portal.attached OWNER TO antoan_portal;
REVOKE ALL ON FUNCTION portal.attached FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal.attached TO antoan_services;
