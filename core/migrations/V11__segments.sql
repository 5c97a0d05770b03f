-- The server: a scope's log up to a number, cut into pieces for phones that read the scope for the first
-- time. Made when one asks; thrown away when something in them must not be read any more.
create table segment (
    scope  text    not null,                                -- whose log
    pinned integer not null,                                -- up to which number
    place  integer not null,                                -- which piece, newest records first
    hash   blob    not null check (length(hash) = 32),      -- BLAKE3 of its bytes
    bytes  blob    not null,                                -- as the phone gets it
    primary key (scope, place)
) strict;
create index segment_hash on segment (hash);

-- The phone: a scope being read for the first time. While a row is here, the scope has no cursor.
create table fill (
    scope  text    not null,                                -- which scope
    since  integer not null,                                -- the number to read on from when all pieces are here
    place  integer not null,                                -- which piece
    hash   blob    not null check (length(hash) = 32),      -- what its bytes must hash to
    length integer not null,                                -- how many bytes it has
    held   blob    not null default x'',                    -- its first bytes, as far as they came
    taken  integer not null default 0 check (taken in (0, 1)), -- it was read, and its bytes let go
    primary key (scope, place)
) strict;
