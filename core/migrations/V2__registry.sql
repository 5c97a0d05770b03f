-- The registry: one row per record, folded from its operations. Can be rebuilt from the log at any time.
create table record (
    n        integer primary key,                          -- row for the search and position indexes
    id       blob    not null unique check (length(id) = 16), -- the record
    kind     text    not null,                             -- site, person, contact …
    scope    text    not null,                             -- who may hold it
    author   blob    not null check (length(author) = 16), -- who made it
    subject  blob    check (length(subject) = 16),         -- the person it tells about
    site     blob    check (length(site) = 16),            -- the site it belongs to
    outing   blob    check (length(outing) = 16),          -- the outing it belongs to
    contact  blob    check (length(contact) = 16),         -- the contact it belongs to
    occurred integer not null,                             -- milliseconds since 1970, set right if the writer's clock was wrong
    updated  integer not null,                             -- hybrid time of the newest operation
    unsent   integer not null check (unsent in (0, 1)),    -- some of it is not on the server
    void     integer not null check (void in (0, 1)),      -- withdrawn
    doc      text    not null check (json_valid(doc))      -- what people read
) strict;
create index record_kind on record (kind, occurred);
create index record_site on record (site, kind, occurred) where site is not null;
create index record_subject on record (subject, kind, occurred) where subject is not null;
create index record_outing on record (outing, kind, occurred) where outing is not null;
create index record_contact on record (contact) where contact is not null;

-- Words of people, sites and facilities, folded to plain letters, by trigrams: forgives diacritics and typos.
create virtual table search using fts5 (words, tokenize = 'trigram', detail = 'none');

-- Where sites are.
create virtual table site_position using rtree (n, min_lon, max_lon, min_lat, max_lat);

-- Half-typed forms: kept at every pause of the keyboard, offered again after a crash.
create table draft (
    form    text primary key,                    -- which form, of which record
    body    text not null check (json_valid(body)), -- what was typed
    written integer not null                     -- milliseconds since 1970
) strict;
