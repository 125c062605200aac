-- The log lives in a schema of its own; only its owner may change what is in it.
CREATE SCHEMA chronicle;
REVOKE ALL ON SCHEMA chronicle FROM PUBLIC;
