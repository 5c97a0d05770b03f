-- A journal that does not hold the line this replica has read, or that had more courses once, has gone back.
update log set epoch = $5, generation = greatest(generation, $4::bigint) + 1
where org = $1 and generation <= $4
    and (generation < $4 or $2::bigint > 0 and not exists (
        select 1 from op where op.org = $1 and op.place = $2 and op.chain = $3))
