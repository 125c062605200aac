-- An append that costs less (bench/README.md): one table says what each command wrote where, instead of that and a second
-- one with the version of each stream and an index over all events; and a batch is written as a whole or not at all,
-- so that positions are counted instead of ranked.
CREATE UNIQUE INDEX command_stream ON chronicle.command (stream, version);
DROP TABLE chronicle.stream;
DROP INDEX chronicle.event_stream;
DROP FUNCTION chronicle.append;

-- The only way into the log. Takes a batch of items (one command each, at most one of a stream) and their events, in the
-- order of the items. Either all are written, and a row for each says where:
--   appended  the events got the positions from first to last; the stream is at the version named
-- Or nothing is written, and a row for each item that cannot be says why; the caller leaves those out and asks again:
--   already   this command id was appended before; positions and version are the first answer's
--   reused    this command id was used before on another stream
--   conflict  the stream is not at the expected version, but at the one named
-- Positions are drawn from the head row inside the transaction, so a rollback leaves no gap.
CREATE FUNCTION chronicle.append(
    streams text[], expected integer[], event_counts integer[], command_ids uuid[], correlation_ids uuid[],
    actors text[], roles text[], offices text[], behalves text[], causations bigint[], rule_sets text[],
    event_types text[], event_schemas integer[], event_ids uuid[], event_data text[], event_days date[],
    claimed_at timestamptz
) RETURNS TABLE (item integer, outcome text, first_position bigint, last_position bigint, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
-- The batch's arrays say nothing a plan could use: planning anew for each call took longer than running (measured).
SET plan_cache_mode = 'force_generic_plan' AS $$
#variable_conflict use_column
DECLARE
    caller text := coalesce(nullif(current_setting('role'), 'none'), session_user);
    foreign_stream text;
    events integer := cardinality(event_types);
    head_position bigint;
    instant timestamptz;
BEGIN
    SELECT s INTO foreign_stream FROM unnest(streams) AS s
     WHERE NOT EXISTS (SELECT FROM chronicle.writer w WHERE w.role_name = caller AND w.service = split_part(s, '.', 1))
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'role % may not append to stream %', caller, foreign_stream USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF events IS DISTINCT FROM (SELECT sum(c) FROM unnest(event_counts) AS c WHERE c > 0) THEN
        RAISE EXCEPTION 'counts of events % do not add up to the % given', event_counts, events USING ERRCODE = 'data_exception';
    END IF;

    -- from here on nobody else appends until this transaction ends
    SELECT h.position, greatest(h.recorded_at, CASE h.clock WHEN 'played' THEN claimed_at ELSE clock_timestamp() END)
      INTO head_position, instant FROM chronicle.head h FOR UPDATE;

    RETURN QUERY
    SELECT i.item::integer,
           CASE WHEN c.command_id IS NULL THEN 'conflict' WHEN c.stream = i.stream THEN 'already' ELSE 'reused' END,
           c.first_position, c.last_position, coalesce(c.version, s.version, 0)
      FROM unnest(streams, expected, command_ids) WITH ORDINALITY AS i(stream, expected, command_id, item)
      LEFT JOIN chronicle.command c ON c.command_id = i.command_id
      LEFT JOIN LATERAL (SELECT l.version FROM chronicle.command l WHERE l.stream = i.stream
                          ORDER BY l.version DESC LIMIT 1) s ON true
     WHERE c.command_id IS NOT NULL OR i.expected <> coalesce(s.version, 0);
    IF FOUND THEN
        RETURN;
    END IF;

    RETURN QUERY
    WITH placed AS MATERIALIZED (
        SELECT i.item, i.stream, i.command_id, i.events,
               head_position + sum(i.events) OVER (ORDER BY i.item) - i.events AS before,
               coalesce(i.expected, (SELECT max(l.version) FROM chronicle.command l WHERE l.stream = i.stream), 0) AS reached
          FROM unnest(streams, expected, event_counts, command_ids) WITH ORDINALITY
               AS i(stream, expected, events, command_id, item)
    ), remembered AS (
        INSERT INTO chronicle.command (command_id, stream, first_position, last_position, version)
        SELECT p.command_id, p.stream, p.before + 1, p.before + p.events, p.reached + p.events FROM placed p
    ), moved AS (
        UPDATE chronicle.head SET position = head_position + events, recorded_at = instant
    ), written AS (
        INSERT INTO chronicle.event (position, stream, version, type, schema_version, event_id, data, occurred_on, recorded_at,
                                     actor, role, office, on_behalf_of, correlation_id, causation, command_id, rule_set)
        SELECT n.position, n.stream, n.version, e.type, e.schema_version, e.event_id, e.data::json, e.occurred_on, instant,
               i.actor, i.role, i.office, i.behalf, i.correlation_id, i.causation, n.command_id, i.rule_set
          FROM unnest(event_types, event_schemas, event_ids, event_data, event_days)
               WITH ORDINALITY AS e(type, schema_version, event_id, data, occurred_on, ordinal)
          JOIN (SELECT p.before + turn AS position, p.reached + turn AS version, p.item, p.stream, p.command_id
                  FROM placed p, generate_series(1, p.events) AS turn) n ON n.position = head_position + e.ordinal
          JOIN unnest(correlation_ids, actors, roles, offices, behalves, causations, rule_sets) WITH ORDINALITY
               AS i(correlation_id, actor, role, office, behalf, causation, rule_set, item) ON i.item = n.item
    )
    SELECT p.item::integer, 'appended', (p.before + 1)::bigint, (p.before + p.events)::bigint, p.reached + p.events FROM placed p;
    PERFORM pg_notify('chronicle', '');
END $$;
REVOKE ALL ON FUNCTION chronicle.append FROM PUBLIC;
