-- Whether a session has neither ended nor idled too long. Other than signed_in it notes nothing: a page left open that listens for
-- news is nobody at work, and keeps no session alive.
CREATE FUNCTION portal.session_stands(token bytea, idle_seconds_max integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT EXISTS (
        SELECT FROM portal.session s JOIN portal.account c USING (account_id)
         WHERE s.token_sha256 = token AND s.ends_at > clock_timestamp() AND c.disabled_at IS NULL
           AND s.seen_at > clock_timestamp() - idle_seconds_max * interval '1 second')
$$;
ALTER FUNCTION portal.session_stands OWNER TO antoan_portal;
REVOKE ALL ON FUNCTION portal.session_stands FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal.session_stands TO antoan_services;
