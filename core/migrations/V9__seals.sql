-- The seal of each number: a hash over what bears it and the seal before. Two logs with the same seal at a
-- number are the same up to there; so a server that went back is known, even if other operations have the
-- numbers since.
create table seal (
    number integer primary key,                     -- the server's number
    seal   blob not null check (length(seal) = 8)   -- first bytes of the hash
) strict;
