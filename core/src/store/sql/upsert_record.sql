insert into record
    (id, kind, scope, author, subject, site, outing, contact, occurred, updated, unsent, void, doc)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
on conflict (id) do update set
    kind = excluded.kind, scope = excluded.scope, author = excluded.author, subject = excluded.subject,
    site = excluded.site, outing = excluded.outing, contact = excluded.contact,
    occurred = excluded.occurred, updated = excluded.updated, unsent = excluded.unsent,
    void = excluded.void, doc = excluded.doc
returning n
