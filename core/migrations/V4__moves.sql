-- What left a scope: whoever still holds it there is told so at that number.
create table departure (
    number integer not null,                              -- the number of the move
    scope  text    not null,                              -- what it left
    record blob    not null check (length(record) = 16),  -- what left
    primary key (scope, number)
) strict, without rowid;
create index departure_record on departure (record);
