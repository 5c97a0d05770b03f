-- Volunteers have an account, too: their phones hold a count and nothing else. A check cannot be changed in place,
-- so both tables are written anew; open sessions stay.
create table account_next (
    worker   blob primary key not null check (length(worker) = 16), -- the worker's record
    name     text not null unique check (length(name) between 2 and 40), -- what is typed at sign-in, lower case
    role     text not null check (role in ('streetworker', 'supervisor', 'administrator', 'volunteer')), -- what they are
    password text not null check (password like '$argon2id$%'),     -- the argon2id hash, PHC string
    changed  integer not null                                       -- when the password was last set, milliseconds
) strict;
insert into account_next (worker, name, role, password, changed)
    select worker, name, role, password, changed from account;
create table session_next (
    token   blob primary key not null check (length(token) = 32),  -- hash of the cookie
    worker  blob not null references account_next (worker) on delete cascade, -- who signed in
    opened  integer not null,                                       -- when
    expires integer not null                                        -- until when it counts
) strict;
insert into session_next (token, worker, opened, expires) select token, worker, opened, expires from session;
drop table session;
drop table account;
alter table account_next rename to account;
alter table session_next rename to session;
create index session_worker on session (worker);
