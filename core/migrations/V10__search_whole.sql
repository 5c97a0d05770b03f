-- The search's own way of deleting without a trace damages its index. It is written again once, and its
-- segments are merged when something must leave no trace.
insert into search (search, rank) values ('secure-delete', 0);
insert into search (search) values ('rebuild');
