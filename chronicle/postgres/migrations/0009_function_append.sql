-- The only way into the log. Takes a batch of items (one command each) and their events, and answers per item:
--   appended  the events got the next positions
--   already   this command id was appended before; the answer is the first one's
--   reused    this command id was used before on another stream
--   conflict  the stream is not at the expected version; nothing of this item was written
-- Positions are drawn from the head row inside the transaction, so a rollback leaves no gap.
CREATE FUNCTION chronicle.append(
    streams text[], expected integer[], command_ids uuid[], correlation_ids uuid[],
    actors text[], roles text[], offices text[], behalves text[], causations bigint[], rule_sets text[],
    event_items integer[], event_types text[], event_schemas integer[], event_ids uuid[], event_data text[], event_days date[],
    claimed_at timestamptz
) RETURNS TABLE (item integer, outcome text, first_position bigint, last_position bigint, version integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
#variable_conflict use_column
DECLARE
    caller text := coalesce(nullif(current_setting('role'), 'none'), session_user);
    foreign_stream text;
    head chronicle.head;
    instant timestamptz;
BEGIN
    SELECT s INTO foreign_stream FROM unnest(streams) AS s
     WHERE NOT EXISTS (SELECT FROM chronicle.writer w WHERE w.role_name = caller AND w.service = split_part(s, '.', 1))
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'role % may not append to stream %', caller, foreign_stream USING ERRCODE = 'insufficient_privilege';
    END IF;

    SELECT * INTO head FROM chronicle.head FOR UPDATE;
    instant := greatest(head.recorded_at, CASE head.clock WHEN 'played' THEN claimed_at ELSE clock_timestamp() END);

    RETURN QUERY
    WITH asked AS (
        SELECT i.*, row_number() OVER (PARTITION BY i.stream ORDER BY i.item) AS turn,
               row_number() OVER (PARTITION BY i.command_id ORDER BY i.item) AS repeat
          FROM unnest(streams, expected, command_ids, correlation_ids, actors, roles, offices, behalves, causations, rule_sets)
               WITH ORDINALITY AS i(stream, expected, command_id, correlation_id, actor, role, office, behalf, causation, rule_set, item)
    ), judged AS (
        SELECT a.*, coalesce(s.version, 0) AS reached,
               c.first_position, c.last_position, c.version AS answered_version,
               CASE WHEN c.command_id IS NOT NULL AND c.stream = a.stream THEN 'already'
                    WHEN c.command_id IS NOT NULL THEN 'reused'
                    -- a second item on one stream in one batch cannot have seen the first: it decides again
                    WHEN a.expected <> coalesce(s.version, 0) OR a.turn > 1 OR a.repeat > 1 THEN 'conflict'
                    ELSE 'appended' END AS outcome
          FROM asked a
          LEFT JOIN chronicle.stream s ON s.stream = a.stream
          LEFT JOIN chronicle.command c ON c.command_id = a.command_id
    ), numbered AS (
        SELECT head.position + row_number() OVER (ORDER BY e.ordinal) AS position,
               (j.reached + row_number() OVER (PARTITION BY j.item ORDER BY e.ordinal))::integer AS version,
               j.stream, j.item, j.command_id, j.correlation_id, j.actor, j.role, j.office, j.behalf, j.causation, j.rule_set,
               e.type, e.schema_version, e.event_id, e.data, e.occurred_on
          FROM unnest(event_items, event_types, event_schemas, event_ids, event_data, event_days)
               WITH ORDINALITY AS e(item, type, schema_version, event_id, data, occurred_on, ordinal)
          JOIN judged j ON j.item = e.item
         WHERE j.outcome = 'appended'
    ), written AS (
        INSERT INTO chronicle.event (position, stream, version, type, schema_version, event_id, data, occurred_on, recorded_at,
                                     actor, role, office, on_behalf_of, correlation_id, causation, command_id, rule_set)
        SELECT n.position, n.stream, n.version, n.type, n.schema_version, n.event_id, n.data::json, n.occurred_on, instant,
               n.actor, n.role, n.office, n.behalf, n.correlation_id, n.causation, n.command_id, n.rule_set
          FROM numbered n ORDER BY n.position
    ), summed AS (
        SELECT n.item, n.stream, n.command_id, min(n.position) AS first_position, max(n.position) AS last_position,
               max(n.version) AS version
          FROM numbered n GROUP BY n.item, n.stream, n.command_id
    ), advanced AS (
        INSERT INTO chronicle.stream (stream, version) SELECT m.stream, m.version FROM summed m
        ON CONFLICT (stream) DO UPDATE SET version = excluded.version
    ), remembered AS (
        INSERT INTO chronicle.command (command_id, stream, first_position, last_position, version)
        SELECT m.command_id, m.stream, m.first_position, m.last_position, m.version FROM summed m
    ), moved AS (
        UPDATE chronicle.head h SET position = h.position + (SELECT count(*) FROM numbered), recorded_at = instant
         WHERE EXISTS (SELECT FROM numbered)
    )
    SELECT j.item::integer, j.outcome, coalesce(m.first_position, j.first_position), coalesce(m.last_position, j.last_position),
           coalesce(m.version, j.answered_version, j.reached)
      FROM judged j LEFT JOIN summed m ON m.item = j.item
     ORDER BY j.item;

    PERFORM pg_notify('chronicle', '');
END $$;
REVOKE ALL ON FUNCTION chronicle.append FROM PUBLIC;
