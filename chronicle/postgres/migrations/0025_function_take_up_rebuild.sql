-- Gives a service's role the rebuild of its own views that is under way, none where there is none; from now on only this run
-- reports of it.
CREATE FUNCTION chronicle.take_up_rebuild(service text, run uuid) RETURNS SETOF chronicle.rebuild
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE chronicle.rebuild r
       SET run = take_up_rebuild.run, started_at = coalesce(r.started_at, clock_timestamp()), updated_at = clock_timestamp()
     WHERE r.service = take_up_rebuild.service AND r.ended_at IS NULL
       AND EXISTS (SELECT FROM chronicle.writer w
                    WHERE w.service = r.service AND w.role_name = coalesce(nullif(current_setting('role'), 'none'), session_user))
    RETURNING r.*
$$;
