-- The log: every operation this file has seen, in the bytes it came in.
create table op (
    device    blob    not null check (length(device) = 16), -- who wrote it
    seq       integer not null check (seq >= 1),            -- its place in that device's log, dense
    number    integer check (number >= 1),                  -- the server's gap-free number; null: not on the server yet, or never applied
    effective integer check (effective >= 0),               -- hybrid time everyone merges by; null until the server gave it
    verdict   integer not null check (verdict between 0 and 3), -- 0 waiting, 1 accepted, 2 suppressed, 3 quarantined
    reason    text,                                         -- why it is quarantined or suppressed
    record    blob    not null check (length(record) = 16), -- the record it changes
    scope     text    not null,                             -- who may hold it
    subject   blob    check (length(subject) = 16),         -- the person it tells about
    digest    blob    not null check (length(digest) = 8),  -- of the raw bytes; tells a repeat from a fork
    raw       text    not null,                             -- the operation as received, to the byte
    skew      integer not null default 0,                   -- milliseconds the writer's clock was set right by when writing
    primary key (device, seq)
) strict;
create unique index op_number on op (number) where number is not null;
create index op_record on op (record);
create index op_scope on op (scope, number) where number is not null;
create index op_subject on op (subject) where subject is not null;
create index op_refused on op (device, verdict) where verdict <> 1;

-- Small facts of this file: its device, its counters, its cursors' epoch.
create table meta (
    key   text primary key, -- what
    value text not null     -- as text
) strict;

-- How far each scope has been read from the server.
create table cursor (
    scope  text primary key,   -- the scope
    number integer not null    -- the highest number scanned
) strict;
