-- Says how a rebuild goes on: `told` holds the columns that are otherwise now. Returns the row, with what was wished meanwhile;
-- none where another run has taken it up since, or it has ended.
CREATE FUNCTION chronicle.report_rebuild(rebuild_id bigint, run uuid, told jsonb) RETURNS SETOF chronicle.rebuild
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE chronicle.rebuild r
       SET (state, wish, program, pin, position, kept, page_facts, pages, page_seconds_mean, page_seconds_squares, found, error,
            updated_at, ended_at)
         = (SELECT n.state, n.wish, n.program, n.pin, n.position, n.kept, n.page_facts,
                   n.pages, n.page_seconds_mean, n.page_seconds_squares, n.found, n.error, clock_timestamp(),
                   CASE WHEN n.state IN ('switched', 'discarded', 'cancelled', 'failed') THEN clock_timestamp() END
              FROM jsonb_populate_record(r, told) n)
     WHERE r.rebuild_id = report_rebuild.rebuild_id AND r.run = report_rebuild.run AND r.ended_at IS NULL
       AND EXISTS (SELECT FROM chronicle.writer w
                    WHERE w.service = r.service AND w.role_name = coalesce(nullif(current_setting('role'), 'none'), session_user))
    RETURNING r.*
$$;
