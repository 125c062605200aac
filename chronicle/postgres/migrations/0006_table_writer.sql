-- Which role may append to which categories: a service writes streams whose name begins with its own.
CREATE TABLE chronicle.writer (
    role_name text NOT NULL,
    service text NOT NULL,
    PRIMARY KEY (role_name, service)
);
