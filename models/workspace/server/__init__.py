"""A workspace on a server (PostgreSQL): the city's store for several officers at a time; psycopg is loaded only to open one."""
