-- Who may sign in. Names and areas of staff are records of the registry; here is only what must not travel.
create table account (
    worker   blob primary key not null check (length(worker) = 16), -- the worker's record
    name     text not null unique check (length(name) between 2 and 40), -- what is typed at sign-in, lower case
    role     text not null check (role in ('streetworker', 'supervisor', 'administrator')), -- what they are
    password text not null check (password like '$argon2id$%'),     -- the argon2id hash, PHC string
    changed  integer not null                                       -- when the password was last set, milliseconds
) strict;

-- Open sessions of the console.
create table session (
    token   blob primary key not null check (length(token) = 32),  -- hash of the cookie
    worker  blob not null references account (worker) on delete cascade, -- who signed in
    opened  integer not null,                                       -- when
    expires integer not null                                        -- until when it counts
) strict;
create index session_worker on session (worker);

-- Phones.
create table device (
    id          blob primary key not null check (length(id) = 16), -- the device, as operations name it
    worker      blob not null check (length(worker) = 16),         -- who works with it
    name        text not null,                                     -- what its owner calls it
    app_version text not null,                                     -- version of the app at the last enrolment or sync
    token       blob not null unique check (length(token) = 32),   -- hash of its token
    enrolled    integer not null,                                  -- when, milliseconds
    last_sync   integer,                                           -- when it last synced
    clock_error integer,                                           -- milliseconds its clock was behind at the last sync
    revoked     integer                                            -- since when it has no access
) strict;

-- One-time codes for new phones; spent and late ones are kept a day, so that a refusal can be explained.
create table enrolment (
    code    blob primary key not null check (length(code) = 32), -- hash of the code
    worker  blob not null check (length(worker) = 16),           -- for whom
    offered integer not null,                                    -- when
    expires integer not null,                                    -- until when it counts
    spent   integer                                              -- when it was used
) strict;

-- Who did and read what: ids and codes only, never a name, a note or a place.
create table audit (
    id     integer primary key autoincrement,            -- order
    at     integer not null,                             -- when, milliseconds
    worker blob check (length(worker) = 16),             -- who; null: the command line
    action text not null,                                -- what was done
    kind   text,                                         -- to a record of which kind
    record blob check (length(record) = 16),             -- to which record or device
    detail text not null default ''                      -- counts and codes
) strict;
create index audit_worker on audit (worker, action, at);
