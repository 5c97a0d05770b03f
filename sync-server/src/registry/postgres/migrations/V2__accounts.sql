-- Who may sign in. Names and areas of staff are records of the registry; here is only what must not travel.
create table account (
    org      integer not null,                             -- the organisation
    worker   uuid    not null,                             -- the worker's record
    name     text    not null check (length(name) between 2 and 40), -- what is typed at sign-in, lower case
    role     text    not null check (role in ('streetworker', 'supervisor', 'administrator')), -- what they are
    password text    not null check (password like '$argon2id$%'), -- the argon2id hash, PHC string
    changed  bigint  not null,                             -- when the password was last set, milliseconds
    primary key (org, worker),
    unique (org, name)
);

-- Open sessions of the console.
create table session (
    org     integer not null,                              -- the organisation
    token   bytea   not null check (length(token) = 32),   -- hash of the cookie
    worker  uuid    not null,                              -- who signed in
    opened  bigint  not null,                              -- when
    expires bigint  not null,                              -- until when it counts
    primary key (org, token),
    foreign key (org, worker) references account (org, worker) on delete cascade
);
create index session_worker on session (org, worker);

-- Phones.
create table device (
    org         integer not null,                          -- the organisation
    id          uuid    not null,                          -- the device, as operations name it
    worker      uuid    not null,                          -- who works with it
    name        text    not null,                          -- what its owner calls it
    app_version text    not null,                          -- version of the app at the last enrolment or sync
    token       bytea   not null check (length(token) = 32), -- hash of its token
    enrolled    bigint  not null,                          -- when, milliseconds
    last_sync   bigint,                                    -- when it last synced
    clock_error bigint,                                    -- milliseconds its clock was behind at the last sync
    revoked     bigint,                                    -- since when it has no access
    primary key (org, id),
    unique (org, token)
);

-- One-time codes for new phones; spent and late ones are kept a day, so that a refusal can be explained.
create table enrolment (
    org     integer not null,                              -- the organisation
    code    bytea   not null check (length(code) = 32),    -- hash of the code
    worker  uuid    not null,                              -- for whom
    offered bigint  not null,                              -- when
    expires bigint  not null,                              -- until when it counts
    spent   bigint,                                        -- when it was used
    primary key (org, code)
);

-- Who did and read what: ids and codes only, never a name, a note or a place.
create table audit (
    org    integer not null,                               -- the organisation
    id     bigint  generated always as identity,           -- order; nothing follows it as a cursor
    at     bigint  not null,                               -- when, milliseconds
    worker uuid,                                           -- who; null: the command line
    action text    not null,                               -- what was done
    kind   text,                                           -- to a record of which kind
    record uuid,                                           -- to which record or device
    detail text    not null default '',                    -- counts and codes
    primary key (org, id)
);
create index audit_worker on audit (org, worker, action, at);
