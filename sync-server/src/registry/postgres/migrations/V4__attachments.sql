-- Pictures: beside the journal, because a replica needs none of their bytes.
create table attachment (
    org     integer not null,                                        -- the organisation
    record  uuid    not null,                                        -- the record that names it
    hash    bytea   not null check (length(hash) = 32),              -- BLAKE3 of all its bytes
    bytes   bigint  not null check (bytes between 1 and 2097152),    -- how many it has
    held    bigint  not null check (held between 0 and bytes),       -- how many of them are here, from the first on
    touched bigint  not null,                                        -- when the last piece came, milliseconds
    unnamed bigint,                                                  -- since when its record does not name it, milliseconds
    primary key (org, record, hash)
);

-- Their bytes in pieces of 256 KiB, the last one shorter.
create table attachment_piece (
    org    integer not null,
    record uuid    not null,
    hash   bytea   not null,
    place  integer not null check (place >= 0),                      -- counted from 0
    bytes  bytea   not null check (length(bytes) between 1 and 262144),
    primary key (org, record, hash, place),
    foreign key (org, record, hash) references attachment (org, record, hash) on delete cascade
);
-- A JPEG does not get smaller; trying would cost time.
alter table attachment_piece alter column bytes set storage external;
