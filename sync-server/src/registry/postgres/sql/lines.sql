select place, device, seq, number, effective, verdict, reason, digest, chain, raw from op
where org = $1 and place >= $2 order by place limit $3
