insert into audit (org, at, worker, action, kind, record, detail)
select $1, new.at, new.worker, new.action, new.kind, new.record, new.detail
from unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[]) with ordinality
    as new (at, worker, action, kind, record, detail, nth)
where $8::bigint <= 0 or not exists (
    select 1 from audit old where old.org = $1 and old.worker = new.worker
        and old.action = new.action and old.at > new.at - $8 and old.kind is not distinct from new.kind
        and old.record is not distinct from new.record and old.detail = new.detail)
order by new.nth
