insert into op (org, place, device, seq, number, effective, verdict, reason, digest, chain, raw)
select $1, * from unnest($2::bigint[], $3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[], $7::smallint[],
    $8::bytea[], $9::bytea[], $10::bytea[], $11::bytea[])
