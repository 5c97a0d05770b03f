-- A phone may be heard of twice in one group: the last word counts.
update device set last_sync = new.at, clock_error = new.clock_error,
    app_version = coalesce(new.app_version, device.app_version),
    erased = greatest(device.erased, new.erased)
from (select distinct on (id) id, at, clock_error, app_version, erased
    from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[]) with ordinality
        as heard (id, at, clock_error, app_version, erased, nth)
    order by id, nth desc) as new
where device.org = $1 and device.id = new.id
