-- Orders to take something out for good. They never expire: a late push must not bring it back.
create table erased (
    record blob    not null check (length(record) = 16),   -- whom or what
    fields text    not null check (json_valid(fields)),    -- which fields of it, a sorted list; empty: all, and all about it
    number integer not null,                               -- the order's number in the server's log
    at     integer not null,                               -- hybrid time of the order
    primary key (record, fields)
) strict, without rowid;
create index erased_number on erased (number);

-- Words taken out of the search leave no trace in its pages.
insert into search (search, rank) values ('secure-delete', 1);
