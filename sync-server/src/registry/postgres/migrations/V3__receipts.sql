-- How far each phone has carried orders to erase out: its receipt.
alter table device add column erased bigint not null default 0; -- number of the newest order it has confirmed
