-- Whose a program's token is, if it was given out here and not taken back; its signature and end are checked before.
CREATE FUNCTION portal.program_signed_in(token uuid, day date)
RETURNS TABLE (account_id uuid, title text, kind text, authorities json, tree_position bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT h.* FROM portal.service_token t, portal.held_by(t.account_id, day) h
     WHERE t.token_id = token AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp()
$$;
ALTER FUNCTION portal.program_signed_in OWNER TO antoan_portal;
REVOKE ALL ON FUNCTION portal.program_signed_in FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal.program_signed_in TO antoan_services;
