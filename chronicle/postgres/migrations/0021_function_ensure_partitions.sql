-- Keeps one empty partition ahead of the head; called by the relay. Returns how many were made.
CREATE OR REPLACE FUNCTION chronicle.ensure_partitions(partition_positions bigint DEFAULT 5000000) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    covered bigint;
    wanted bigint;
    partition text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('chronicle.ensure_partitions'));
    SELECT coalesce(max((regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''(\d+)''\)'))[1]::bigint), 1)
      INTO covered
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'chronicle.event'::regclass;
    SELECT h.position + 1 + partition_positions INTO wanted FROM chronicle.head h;
    WHILE covered < wanted LOOP
        partition := format('event_from_%s', covered);
        EXECUTE format('CREATE TABLE chronicle.%I PARTITION OF chronicle.event FOR VALUES FROM (%s) TO (%s)',
                       partition, covered, covered + partition_positions);
        PERFORM chronicle.guard_partition(partition);
        covered := covered + partition_positions;
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
