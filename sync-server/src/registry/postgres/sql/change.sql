update op set number = new.number, effective = new.effective, verdict = new.verdict, reason = new.reason,
    raw = new.raw
from unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::smallint[], $7::bytea[], $8::bytea[])
    as new (device, seq, number, effective, verdict, reason, raw)
where op.org = $1 and op.device = new.device and op.seq = new.seq
