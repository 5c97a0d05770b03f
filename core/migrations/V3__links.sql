-- Which records are the same person or site, as their own operations say. One direction a row.
create table link (
    record blob not null check (length(record) = 16), -- says so
    other  blob not null check (length(other) = 16),  -- is the same
    primary key (record, other)
) strict, without rowid;
create index link_other on link (other);

-- The group a linked record stands in: the smallest id reachable over links in either direction.
create table kin (
    record blob primary key not null check (length(record) = 16), -- a member
    head   blob not null check (length(head) = 16)                -- names the group
) strict, without rowid;
create index kin_head on kin (head);
