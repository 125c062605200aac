-- What a service may ask of the log's partitions: one of the usual size ahead. Only the owner chooses sizes: a service
-- that could would be able to make one of all positions there are, and no range could ever be detached again.
CREATE FUNCTION chronicle.keep_partition_ahead() RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT chronicle.ensure_partitions() $$;
REVOKE ALL ON FUNCTION chronicle.ensure_partitions FROM PUBLIC;
