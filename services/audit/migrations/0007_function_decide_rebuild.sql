-- Wishes that a rebuild be switched to or discarded, once it was compared, or cancelled, before that. What no service has taken up
-- yet is cancelled at once. Whoever wishes last is heard, until it is done. NULL where it is too late or too early for the wish.
CREATE FUNCTION audit.decide_rebuild(rebuild_id bigint, decision text, account text, role_held text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    UPDATE chronicle.rebuild r
       SET wish = decision, wished_by = account, wished_role = role_held, updated_at = clock_timestamp(),
           state = CASE WHEN r.run IS NULL THEN 'cancelled' ELSE r.state END,
           ended_at = CASE WHEN r.run IS NULL THEN clock_timestamp() END
     WHERE r.rebuild_id = decide_rebuild.rebuild_id AND r.ended_at IS NULL
       AND (decision = 'cancel') = (r.state IN ('asked', 'folding'))
    RETURNING true
$$;
REVOKE ALL ON FUNCTION audit.decide_rebuild FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.decide_rebuild TO antoan_audit;
