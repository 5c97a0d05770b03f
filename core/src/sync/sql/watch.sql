-- Of this connection only: which lines of the log it wrote, in order.
create temp table if not exists written (
    device blob    not null,
    seq    integer not null,
    added  integer not null, -- 0: an older line was changed
    unique (device, seq)
);
create temp trigger if not exists line_added after insert on main.op begin
    insert into written (device, seq, added) values (new.device, new.seq, 1);
end;
create temp trigger if not exists line_changed after update of number, effective, verdict, reason, raw on main.op begin
    insert or ignore into written (device, seq, added) values (new.device, new.seq, 0);
end;
