(select s.system_identifier || '.' || d.oid || '.' || 'log'::regclass::oid || '/'
    || case when pg_is_in_recovery() then null else left(pg_walfile_name(pg_current_wal_lsn()), 8) end
 from pg_control_system() s, pg_database d where d.datname = current_database())
