-- As before, and beside each when it is next away: the absence of the day, or the one that comes next.
DROP FUNCTION portal.colleagues;
CREATE FUNCTION portal.colleagues(account uuid, roles text[], day date)
RETURNS TABLE (account_id uuid, title text, role text, unit_id text, away_from date, away_until date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT DISTINCT c.account_id, c.title, a.role, a.unit_id, away.first_day, away.last_day
      FROM portal.authority mine
      JOIN portal.authority a ON a.unit_id IS NOT DISTINCT FROM mine.unit_id
      JOIN portal.account c ON c.account_id = a.account_id
      LEFT JOIN LATERAL (SELECT b.first_day, b.last_day FROM portal.absence b
                          WHERE b.account_id = c.account_id AND b.last_day >= day ORDER BY b.first_day LIMIT 1) away ON true
     WHERE mine.account_id = account AND mine.role = ANY (roles) AND a.role = ANY (roles) AND c.disabled_at IS NULL
       AND mine.valid_from <= day AND (mine.valid_to IS NULL OR day <= mine.valid_to)
       AND a.valid_from <= day AND (a.valid_to IS NULL OR day <= a.valid_to)
     ORDER BY c.title, c.account_id
$$;
ALTER FUNCTION portal.colleagues OWNER TO antoan_portal;
REVOKE ALL ON FUNCTION portal.colleagues FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal.colleagues TO antoan_services;
