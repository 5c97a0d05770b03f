-- The log of an organisation. Whoever writes holds the lock of its row to the commit: so places and numbers
-- have no gaps, and nobody ever sees a later one before an earlier one.
create table log (
    org        integer not null primary key,               -- the organisation
    device     uuid    not null,                           -- in whose name the console writes; names the log for ever
    epoch      text    not null,                           -- what phones call this course of the log
    generation bigint  not null check (generation >= 1),   -- how many courses there were
    place      bigint  not null check (place >= 0),        -- lines written so far
    number     bigint  not null check (number between 0 and place), -- numbers given so far
    chain      bytea   not null check (length(chain) = 16), -- of every line up to there
    home       text    not null,                           -- the very database in which this is; a copy is elsewhere
    guarded    boolean not null                            -- the last write was confirmed by a synchronous standby
);

-- The journal: every operation that was taken in or kept aside, in the order of the log.
create table op (
    org       integer  not null,                           -- the organisation
    place     bigint   not null check (place >= 1),        -- where in the journal, without a gap
    device    uuid     not null,                           -- who wrote it
    seq       bigint   not null check (seq >= 1),          -- its place in that device's log, dense
    number    bigint   check (number >= 1),                -- the number phones know it by, without a gap; null: not accepted
    effective bigint   check (effective >= 0),             -- hybrid time everyone merges by
    verdict   smallint not null check (verdict between 1 and 3), -- 1 accepted, 2 suppressed, 3 quarantined
    reason    bytea,                                       -- why, in UTF-8; may quote what came in
    digest    bytea    not null check (length(digest) = 8), -- of the bytes as they came in
    chain     bytea    not null check (length(chain) = 16), -- of every line up to this one
    raw       bytea    not null,                           -- the bytes, as they came in
    primary key (org, place),
    unique (org, device, seq),
    check (verdict <> 1 or (number is not null and effective is not null))
);
create unique index op_number on op (org, number) where number is not null;
