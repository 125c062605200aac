-- Who acts beside an account in the same office on a day, the account itself among them: those who hold one of the roles over a unit
-- over which it holds one of them too. Titles name posts, never persons; of other offices nothing is told.
CREATE FUNCTION portal.colleagues(account uuid, roles text[], day date)
RETURNS TABLE (account_id uuid, title text, role text, unit_id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT DISTINCT c.account_id, c.title, a.role, a.unit_id
      FROM portal.authority mine
      JOIN portal.authority a ON a.unit_id IS NOT DISTINCT FROM mine.unit_id
      JOIN portal.account c ON c.account_id = a.account_id
     WHERE mine.account_id = account AND mine.role = ANY (roles) AND a.role = ANY (roles) AND c.disabled_at IS NULL
       AND mine.valid_from <= day AND (mine.valid_to IS NULL OR day <= mine.valid_to)
       AND a.valid_from <= day AND (a.valid_to IS NULL OR day <= a.valid_to)
     ORDER BY c.title, c.account_id
$$;
ALTER FUNCTION portal.colleagues OWNER TO antoan_portal;
REVOKE ALL ON FUNCTION portal.colleagues FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal.colleagues TO antoan_services;
