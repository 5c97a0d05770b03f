//! [`Accounts`] in the shared tables. Who somebody is stands partly in the worker's record: that part is
//! read from the replica, as of the same moment or later.

use deadpool_postgres::Object;
use latarnia_core::access::Principal;
use latarnia_core::clock::Millis;
use latarnia_core::error::Result;
use latarnia_core::id::{DeviceId, SystemIds, WorkerId};
use latarnia_core::record::Kind;
use latarnia_core::view::worker_names;
use tokio_postgres::Row;
use uuid::Uuid;

use super::database::text;
use super::desk::Desk;
use super::held::Open;
use super::journal::{End, ORG, read_end};
use super::rows::{Columns, enrol, execute, query, read_account, read_device};
use super::{Postgres, notes};
use crate::auth::token::TokenHash;
use crate::registry::sqlite::{count_held, staff};
use crate::registry::{
    Accounts, Answer, AuditRow, DeviceRecord, KnownDevice, NewDevice, NewUser, Note, Redeemed, User,
};

impl Accounts for Postgres {
    fn add_user(&self, user: NewUser) -> Answer<'_, WorkerId> {
        Box::pin(async move {
            let add = move |desk: &mut Desk<'_>| {
                if desk.is_taken(&user.name)? {
                    return Err(staff::taken_name(&user.name));
                }
                let worker = staff::add_worker(desk.db, &mut SystemIds, &user)?;
                let note = Note::of_command_line("user_added", user.now).about(Kind::Worker, worker);
                desk.beside.notes.push(note);
                desk.beside.let_in(worker, user);
                Ok(worker)
            };
            self.entrance.ask(add).await
        })
    }

    fn user(&self, name: String) -> Answer<'_, Option<User>> {
        Box::pin(async move {
            let users = self.users_where("and a.name = $2", &[&ORG, &text(&name)]).await?;
            Ok(users.into_iter().next())
        })
    }

    fn users(&self) -> Answer<'_, Vec<User>> {
        Box::pin(self.users_where("", &[&ORG]))
    }

    fn set_password(&self, worker: WorkerId, password: String, note: Note) -> Answer<'_, ()> {
        Box::pin(async move {
            let change = "with gone as (delete from session where org = $1 and worker = $2)
                update account set password = $3, changed = $4 where org = $1 and worker = $2";
            self.change(change, &[&ORG, &worker.uuid(), &password, &note.at.0], &note, Noted::Always)
                .await
                .map(drop)
        })
    }

    fn principal(&self, worker: WorkerId) -> Answer<'_, Option<(Principal, String)>> {
        Box::pin(async move {
            let select = "left join account a on a.org = l.org and a.worker = $2";
            let (connection, end, row) = self.ask("a.role", select, &[&ORG, &worker.uuid()]).await?;
            let Some(role) = row.get::<_, Option<String>>("role") else { return Ok(None) };
            self.replica.read(connection, end, move |db| staff::principal_as(db, worker, &role)).await
        })
    }

    fn open_session(&self, token: TokenHash, note: Note, expires: Millis) -> Answer<'_, ()> {
        Box::pin(async move {
            let change = "with late as (delete from session where org = $1 and expires <= $4)
                insert into session (org, token, worker, opened, expires) values ($1, $2, $3, $4, $5)";
            let worker = note.worker.map(WorkerId::uuid);
            let columns: Columns<'_> = &[&ORG, &token.as_slice(), &worker, &note.at.0, &expires.0];
            self.change(change, columns, &note, Noted::Always).await.map(drop)
        })
    }

    fn session(&self, token: TokenHash, now: Millis) -> Answer<'_, Option<Principal>> {
        Box::pin(async move {
            let join = "left join session s on s.org = l.org and s.token = $2 and s.expires > $3
                left join account a on a.org = l.org and a.worker = s.worker";
            let (connection, end, row) =
                self.ask("a.worker, a.role", join, &[&ORG, &token.as_slice(), &now.0]).await?;
            self.who(connection, end, &row).await
        })
    }

    fn end_session(&self, token: TokenHash, note: Note) -> Answer<'_, ()> {
        Box::pin(async move {
            let change = "delete from session where org = $1 and token = $2";
            self.change(change, &[&ORG, &token.as_slice()], &note, Noted::Always).await.map(drop)
        })
    }

    fn offer_code(&self, code: TokenHash, worker: WorkerId, expires: Millis, note: Note) -> Answer<'_, ()> {
        Box::pin(async move {
            let change = "with late as (delete from enrolment where org = $1 and expires < $6)
                insert into enrolment (org, code, worker, offered, expires) values ($1, $2, $3, $4, $5)";
            let yesterday = note.at.plus(-Millis::DAY).0;
            let columns: Columns<'_> =
                &[&ORG, &code.as_slice(), &worker.uuid(), &note.at.0, &expires.0, &yesterday];
            self.change(change, columns, &note, Noted::Always).await.map(drop)
        })
    }

    fn redeem_code(&self, code: TokenHash, device: NewDevice) -> Answer<'_, Redeemed> {
        Box::pin(self.redeem(code, device))
    }

    fn device(&self, token: TokenHash) -> Answer<'_, Option<KnownDevice>> {
        Box::pin(async move {
            let join = "left join device d on d.org = l.org and d.token = $2
                left join account a on a.org = l.org and a.worker = d.worker";
            let columns = "d.id, d.revoked is not null as revoked, a.worker, a.role";
            let (connection, end, row) = self.ask(columns, join, &[&ORG, &token.as_slice()]).await?;
            let Some(id) = row.get::<_, Option<Uuid>>("id").map(DeviceId::new) else { return Ok(None) };
            let revoked = row.get("revoked");
            Ok(Some(KnownDevice { id, who: self.who(connection, end, &row).await?, revoked }))
        })
    }

    fn devices(&self) -> Answer<'_, Vec<DeviceRecord>> {
        Box::pin(self.all_devices())
    }

    fn revoke(&self, device: DeviceId, note: Note) -> Answer<'_, bool> {
        Box::pin(async move {
            let change = "update device set revoked = coalesce(revoked, $3) where org = $1 and id = $2";
            self.change(change, &[&ORG, &device.uuid(), &note.at.0], &note, Noted::IfFound).await
        })
    }

    fn note(&self, note: Note, once_within: i64) -> Answer<'_, ()> {
        Box::pin(async move {
            let connection = self.database.connection().await?;
            notes::keep(&connection, std::slice::from_ref(&note), once_within).await
        })
    }

    fn audit(&self, limit: u32) -> Answer<'_, Vec<AuditRow>> {
        Box::pin(async move {
            let (connection, end) = self.now().await?;
            let mut rows = notes::newest(&connection, limit).await?;
            let names = self.replica.read(connection, end, worker_names).await?;
            for row in &mut rows {
                row.worker_name = row.worker.and_then(|worker| names.get(&worker).cloned());
            }
            Ok(rows)
        })
    }
}

impl Postgres {
    /// Asks for columns of rows joined to the log's row: what is asked for, and where the journal ends,
    /// in one statement.
    async fn ask(&self, columns: &str, join: &str, parameters: Columns<'_>) -> Result<(Object, End, Row)> {
        let select = format!(
            "select l.device, l.epoch, l.generation, l.place, l.number, l.chain, {columns}
             from log l {join} where l.org = $1"
        );
        let mut tries = 0;
        loop {
            let lent = self.database.lent().await?;
            let asked = query(lent.client(), &select, parameters).await;
            if !lent.was_closed(&asked, &mut tries) {
                let row = asked?.into_iter().next().ok_or_else(super::journal::no_log)?;
                return Ok((lent.give_back(), read_end(&row)?, row));
            }
        }
    }

    /// The principal of the account in a row.
    async fn who(&self, connection: Object, end: End, row: &Row) -> Result<Option<Principal>> {
        let worker = row.get::<_, Option<Uuid>>("worker").map(WorkerId::new);
        let (Some(worker), Some(role)) = (worker, row.get::<_, Option<String>>("role")) else {
            return Ok(None);
        };
        let found = self.replica.read(connection, end, move |db| staff::principal_as(db, worker, &role));
        Ok(found.await?.map(|(who, _)| who))
    }

    /// Changes rows and keeps the note of it; tells whether any row was there.
    async fn change(&self, statement: &str, columns: Columns<'_>, note: &Note, noted: Noted) -> Result<bool> {
        let open = Open::begin(&self.database).await?;
        let found = execute(open.client(), statement, columns).await? > 0;
        if found || noted == Noted::Always {
            notes::keep(open.client(), std::slice::from_ref(note), 0).await?;
        }
        open.commit().await?;
        Ok(found)
    }

    async fn users_where(&self, condition: &str, columns: Columns<'_>) -> Result<Vec<User>> {
        let (connection, end) = self.now().await?;
        let select = format!(
            "select a.worker, a.name, a.role, a.password from account a where a.org = $1 {condition}
             order by a.name collate \"C\""
        );
        let accounts: Vec<staff::Account> =
            query(&connection, &select, columns).await?.iter().map(read_account).collect();
        let read = move |db: &_| accounts.into_iter().map(|account| staff::user_as(db, account)).collect();
        self.replica.read(connection, end, read).await
    }

    async fn redeem(&self, code: TokenHash, device: NewDevice) -> Result<Redeemed> {
        let join =
            "left join enrolment e on e.org = l.org and e.code = $2 and e.spent is null and e.expires > $3
            left join account a on a.org = l.org and a.worker = e.worker";
        let columns: Columns<'_> = &[&ORG, &code.as_slice(), &device.now.0];
        let (connection, end, row) = self.ask("e.worker, a.role", join, columns).await?;
        let Some(worker) = row.get::<_, Option<Uuid>>("worker").map(WorkerId::new) else {
            return Ok(Redeemed::Refused);
        };
        let role: Option<String> = row.get("role");
        let find = move |db: &_| role.map_or(Ok(None), |role| staff::principal_as(db, worker, &role));
        let who = self.replica.read(connection, end, find).await?;
        let open = Open::begin(&self.database).await?;
        // Whoever comes second finds it spent.
        let spend =
            "update enrolment set spent = $3 where org = $1 and code = $2 and spent is null and expires > $3";
        if execute(open.client(), spend, columns).await? == 0 {
            return Ok(Redeemed::Refused);
        }
        if who.is_some() {
            enrol(open.client(), worker, &device).await?;
        }
        open.commit().await?;
        Ok(who.map_or(Redeemed::Refused, |(who, name)| Redeemed::By(who, name)))
    }

    async fn all_devices(&self) -> Result<Vec<DeviceRecord>> {
        let (connection, end) = self.now().await?;
        let select = "select d.id, d.worker, d.name, d.app_version, d.enrolled, d.last_sync, d.clock_error,
            d.revoked is not null as revoked, d.erased, a.role
            from device d left join account a on a.org = d.org and a.worker = d.worker
            where d.org = $1 order by d.enrolled desc, d.id";
        let rows = query(&connection, select, &[&ORG]).await?;
        let rows: Vec<(DeviceRecord, Option<String>)> =
            rows.iter().map(|row| (read_device(row), row.get("role"))).collect();
        let read = move |db: &_| {
            let names = worker_names(db)?;
            let mut list = Vec::new();
            for (mut device, role) in rows {
                let who = role.map_or(Ok(None), |role| staff::principal_as(db, device.worker, &role))?;
                device.worker_name = names.get(&device.worker).cloned().unwrap_or_default();
                count_held(db, &mut device, who.as_ref().map(|(who, _)| who))?;
                list.push(device);
            }
            Ok(list)
        };
        self.replica.read(connection, end, read).await
    }
}

/// When a change is noted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Noted {
    Always,
    IfFound,
}
