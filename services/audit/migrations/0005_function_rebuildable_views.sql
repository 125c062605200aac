-- The views there are: tables of a service's schema that belong to its own role. No view is where it keeps its place, nor what
-- stands beside a view: its shadow, its past.
CREATE FUNCTION audit.rebuildable_views() RETURNS TABLE (service text, view_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT w.service, t.tablename::text
      FROM chronicle.writer w JOIN pg_tables t ON t.schemaname = w.service AND t.tableowner = w.role_name
     WHERE t.tablename NOT IN ('reader', 'parked', 'past', 'past_epoch') AND t.tablename NOT LIKE '%\_\_%'
     ORDER BY 1, 2
$$;
REVOKE ALL ON FUNCTION audit.rebuildable_views FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.rebuildable_views TO antoan_audit;
