-- Pictures: too large for the log, they rest beside it in the same file, so that one transaction can take them away.
create table attachment (
    record  blob    not null check (length(record) = 16),            -- the record that names it; zeroes: of a form not saved yet
    hash    blob    not null check (length(hash) = 32),              -- BLAKE3 of all its bytes
    bytes   integer not null check (bytes between 1 and 2097152),    -- how many it has
    held    integer not null check (held between 0 and bytes),       -- how many of them are here, from the first on
    unsent  integer not null check (unsent in (0, 1)),               -- made here, and not on the server as far as we know
    refused text,                                                    -- why the server did not take it the last time, a code
    touched integer not null,                                        -- when it came, grew or was looked at, milliseconds
    unnamed integer,                                                 -- since when its record does not name it, milliseconds
    primary key (record, hash)
) strict, without rowid;
create index attachment_touched on attachment (touched);

-- Their bytes in pieces of 256 KiB, the last one shorter.
create table attachment_piece (
    record blob    not null, -- of which attachment
    hash   blob    not null,
    place  integer not null check (place >= 0),                            -- counted from 0
    bytes  blob    not null check (length(bytes) between 1 and 262144),
    primary key (record, hash, place),
    foreign key (record, hash) references attachment (record, hash) on delete cascade on update cascade
) strict;
