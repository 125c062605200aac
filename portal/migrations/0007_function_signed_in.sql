-- Whose session a cookie's token is, if it is one that has neither ended nor idled too long; notes, at most once a minute,
-- that it was seen.
CREATE FUNCTION portal.signed_in(token bytea, idle_seconds_max integer, day date)
RETURNS TABLE (account_id uuid, title text, kind text, authorities json, tree_position bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE
    kept portal.session;
    instant timestamptz := clock_timestamp();
BEGIN
    SELECT s.* INTO kept FROM portal.session s
     WHERE s.token_sha256 = token AND s.ends_at > instant AND s.seen_at > instant - idle_seconds_max * interval '1 second';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF kept.seen_at < instant - interval '1 minute' THEN
        UPDATE portal.session s SET seen_at = instant WHERE s.token_sha256 = token;
    END IF;
    RETURN QUERY SELECT * FROM portal.held_by(kept.account_id, day);
END $$;
ALTER FUNCTION portal.signed_in OWNER TO antoan_portal;
REVOKE ALL ON FUNCTION portal.signed_in FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal.signed_in TO antoan_services;
