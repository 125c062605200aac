-- Lets an empty log be played on a clock of its own (a demonstration, a test); refused once there are facts.
CREATE FUNCTION chronicle.play_clock() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    UPDATE chronicle.head SET clock = 'played' WHERE position = 0 OR clock = 'played';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this log holds facts recorded on the server''s clock: it can no longer be played';
    END IF;
END $$;
REVOKE ALL ON FUNCTION chronicle.play_clock FROM PUBLIC;
