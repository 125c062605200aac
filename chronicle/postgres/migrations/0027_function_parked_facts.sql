-- Which facts up to a position which reader could not handle, whatever its service: part of any statement of what views show.
CREATE FUNCTION chronicle.parked_facts(up_to bigint) RETURNS TABLE (reader text, "position" bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    service text;
BEGIN
    FOR service IN SELECT DISTINCT w.service FROM chronicle.writer w ORDER BY 1 LOOP
        IF to_regclass(format('%I.parked', service)) IS NOT NULL THEN
            RETURN QUERY EXECUTE format('SELECT p.reader, p.position FROM %I.parked p WHERE p.position <= $1', service) USING up_to;
        END IF;
    END LOOP;
END $$;
