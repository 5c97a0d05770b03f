update log set place = $2, number = $3, chain = $4,
    guarded = current_setting('synchronous_standby_names') <> ''
        and current_setting('synchronous_commit') in ('on', 'remote_write', 'remote_apply')
where org = $1
