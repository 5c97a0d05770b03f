//! A small town with a running server: three people who may sign in, two areas, two sites, one person.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use latarnia_core::access::Role;
use latarnia_core::clock::{Clock, FixedClock, Hlc, Millis};
use latarnia_core::id::{AreaId, DeviceId, PersonId, SiteId, WorkerId};
use latarnia_core::op::{Change, Op, SCHEMA, Scope};
use latarnia_core::record::Kind;
use latarnia_core::sync::protocol::{Reply, Request, VERSION, pack, unpack};
use latarnia_server::auth::password;
use latarnia_server::backup::Plan;
use latarnia_server::config::{Address, Place, Settings};
use latarnia_server::registry::{Deed, NewUser, Note, Opened, Stroke};
use latarnia_tests::Cluster;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Names the store the towns rest in: `postgres`, or a file.
const STORE: &str = "LATARNIA_TEST_STORE";

/// An empty database of the tests' cluster.
pub fn new_database() -> Address {
    Address::from(Cluster::shared().database().url())
}

/// The database that was chosen for all towns, if one was.
fn chosen_database() -> Option<Address> {
    std::env::var_os(STORE).filter(|store| store == "postgres").map(|_| new_database())
}

/// What a town's server bears.
struct Limits {
    sign_in_burst: u32,
    answer_within: Duration,
    photo_space: u64,
    backups: Option<Plan>,
    other_backups_days: Option<u32>,
}

impl Default for Limits {
    /// As a server is by default, with less room for pictures and more for sign-ins.
    fn default() -> Self {
        Self {
            sign_in_burst: 10_000,
            answer_within: Duration::from_secs(30),
            photo_space: 64 << 20,
            backups: None,
            other_backups_days: None,
        }
    }
}

pub const PASSWORD: &str = "trzy latarnie nad rzeka";
/// 2026-11-22 19:00 UTC, a Sunday in the cold.
pub const START: Millis = Millis(1_795_374_000_000);
/// Exact coordinates of the two sites; no answer to the administrator may hold them.
pub const EXACT: [(f64, f64); 2] = [(51.931_234, 19.421_987), (51.941_876, 19.437_654)];

pub struct Town {
    pub url: String,
    pub client: Client,
    pub clock: Arc<FixedClock>,
    pub data: tempfile::TempDir,
    /// Where its registry rests.
    pub place: Place,
    pub north: AreaId,
    pub south: AreaId,
    pub anna: WorkerId,
    /// The site in the north, where Anna works, and the one in the south, where she does not.
    pub sites: [SiteId; 2],
    pub person: PersonId,
    limits: Limits,
    stop: Option<oneshot::Sender<()>>,
    served: Option<tokio::task::JoinHandle<Result<(), latarnia_server::Error>>>,
}

impl Town {
    pub async fn new() -> Self {
        Self::at(chosen_database(), Limits::default()).await
    }

    pub async fn with_burst(sign_in_burst: u32) -> Self {
        Self::at(chosen_database(), Limits { sign_in_burst, ..Limits::default() }).await
    }

    pub async fn with_photo_space(photo_space: u64) -> Self {
        Self::at(chosen_database(), Limits { photo_space, ..Limits::default() }).await
    }

    /// One whose registry is in a file, whatever the others are in.
    pub async fn in_a_file() -> Self {
        Self::at(None, Limits::default()).await
    }

    /// One in a file whose server gives up on an answer that does not begin within `answer_within`.
    pub async fn impatient(answer_within: Duration) -> Self {
        Self::at(None, Limits { answer_within, ..Limits::default() }).await
    }

    /// One in a file whose registry is backed up.
    pub async fn backed_up(plan: Plan) -> Self {
        Self::at(None, Limits { backups: Some(plan), ..Limits::default() }).await
    }

    /// One whose backups are made by others, who keep them for so many days.
    pub async fn backed_up_by_others(days: u32) -> Self {
        Self::at(chosen_database(), Limits { other_backups_days: Some(days), ..Limits::default() }).await
    }

    async fn at(database: Option<Address>, limits: Limits) -> Self {
        let data = tempfile::tempdir().expect("folder");
        let place = Place { data: data.path().to_owned(), database };
        let clock = Arc::new(FixedClock::at(START));
        let settled = settle(&Opened::at(&place).await.expect("new registry")).await;
        let client = Client::builder().no_proxy().build().expect("client");
        let Settled { north, south, anna, sites, person } = settled;
        let mut town = Self {
            url: String::new(),
            client,
            clock,
            data,
            place,
            north,
            south,
            anna,
            sites,
            person,
            limits,
            stop: None,
            served: None,
        };
        town.serve().await;
        town
    }

    async fn serve(&mut self) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        self.url = format!("http://{}", listener.local_addr().expect("bound"));
        let settings = Settings {
            place: self.place.clone(),
            public_url: self.url.clone(),
            behind_proxy: false,
            lease_days: 14,
            organisation: "Centrum".into(),
            sign_in_burst: self.limits.sign_in_burst,
            answer_within: self.limits.answer_within,
            photo_space: self.limits.photo_space,
            backups: self.limits.backups.clone(),
            other_backups_days: self.limits.other_backups_days,
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move { drop(stopped.await) };
        self.served =
            Some(tokio::spawn(latarnia_server::serve(listener, settings, self.clock.clone(), shutdown)));
        self.stop = Some(stop);
        self.ready().await;
    }

    /// Goes on after a stop, with the registry in that database, or in the file.
    pub async fn go_on(&mut self, database: Option<Address>) {
        self.place.database = database;
        self.serve().await;
    }

    async fn ready(&self) {
        for _ in 0..200 {
            if let Ok(answer) = self.client.get(format!("{}/readyz", self.url)).send().await {
                assert_eq!(answer.status(), StatusCode::OK);
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("the server did not become ready");
    }

    /// Asks the server to stop, and waits until it has.
    pub async fn stop(&mut self) {
        self.stop.take().expect("running").send(()).expect("listening");
        self.served.take().expect("running").await.expect("no panic").expect("a clean end");
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    pub async fn try_sign_in(&self, name: &str, password: &str) -> Response {
        let body = json!({"name": name, "password": password});
        self.request(Method::POST, "/v1/session").json(&body).send().await.expect("answer")
    }

    /// Signs in and returns the cookie.
    pub async fn sign_in(&self, name: &str) -> String {
        let answer = self.try_sign_in(name, PASSWORD).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let cookie = answer.headers()["set-cookie"].to_str().expect("text");
        cookie.split(';').next().expect("a value").to_owned()
    }

    pub async fn get(&self, cookie: &str, path: &str) -> Response {
        self.request(Method::GET, path).header("cookie", cookie).send().await.expect("answer")
    }

    pub async fn get_json(&self, cookie: &str, path: &str) -> Value {
        let answer = self.get(cookie, path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.expect("json")
    }

    pub async fn change(&self, cookie: &str, method: Method, path: &str, body: Value) -> Response {
        let request = self.request(method, path).header("cookie", cookie).header("x-latarnia", "1");
        request.json(&body).send().await.expect("answer")
    }

    /// Makes a code for Anna on the console.
    pub async fn code(&self) -> String {
        self.code_for(json!(self.anna)).await
    }

    async fn code_for(&self, worker: Value) -> String {
        let cookie = self.sign_in("nadzor").await;
        let answer = self.change(&cookie, Method::POST, "/v1/enrolments", json!({"worker": worker})).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let body: Value = answer.json().await.expect("json");
        body["code"].as_str().expect("code").to_owned()
    }

    pub async fn spend(&self, code: &str) -> Response {
        let body = json!({"code": code, "device_name": "Telefon", "app_version": "0.1.0"});
        self.request(Method::POST, "/v1/enrol").json(&body).send().await.expect("answer")
    }

    /// Anna's phone, enrolled.
    pub async fn phone(&self) -> Phone {
        self.enrol(&self.code().await).await
    }

    /// The phone of someone who signs in by that name, enrolled.
    pub async fn phone_of(&self, name: &str) -> Phone {
        let me = self.get_json(&self.sign_in(name).await, "/v1/session").await;
        self.enrol(&self.code_for(me["id"].clone()).await).await
    }

    async fn enrol(&self, code: &str) -> Phone {
        let answer = self.spend(code).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let body: Value = answer.json().await.expect("json");
        Phone {
            token: body["token"].as_str().expect("token").to_owned(),
            device: body["device"].as_str().expect("device").parse().expect("uuid"),
            epoch: body["epoch"].as_str().expect("epoch").to_owned(),
        }
    }

    pub async fn post_sync(&self, token: &str, body: Vec<u8>) -> Response {
        let request = self.request(Method::POST, "/v1/sync").bearer_auth(token);
        request.header("content-type", "application/zstd").body(body).send().await.expect("answer")
    }

    /// A sync that the server answers.
    pub async fn sync(&self, phone: &Phone, first: u64, ops: &[String]) -> Reply {
        let answer =
            self.post_sync(&phone.token, pack(&self.message(phone, first, ops)).expect("packs")).await;
        assert_eq!(answer.status(), StatusCode::OK);
        unpack(&answer.bytes().await.expect("bytes")).expect("a reply")
    }

    pub fn message(&self, phone: &Phone, first: u64, ops: &[String]) -> Request {
        let raw = |op: &String| RawValue::from_string(op.clone()).expect("json");
        Request {
            proto: VERSION,
            epoch: Some(phone.epoch.clone()),
            now: self.clock.now(),
            first,
            ops: ops.iter().map(raw).collect(),
            ..Request::default()
        }
    }

    /// A contact of Anna's in the north; every number gives another record.
    pub fn contact(&self, number: u8) -> String {
        let form =
            json!({"at": {"ms": START.0, "offset": 60}, "kind": "met", "heads": 1, "site": self.sites[0]});
        self.event("contact", number, form)
    }

    pub fn event(&self, kind: &str, number: u8, form: Value) -> String {
        let Value::Object(form) = form else { panic!("a form is an object") };
        let op = Op {
            at: Hlc::of(START),
            wall: None,
            author: self.anna,
            record: [number; 16].into(),
            kind: kind.into(),
            scope: Scope::Area(self.north),
            subject: None,
            stands_for: None,
            schema: SCHEMA,
            change: Change::Event { form },
        };
        op.to_raw()
    }
}

pub struct Phone {
    pub token: String,
    pub device: DeviceId,
    pub epoch: String,
}

/// The error code of a refusal, with its status.
pub async fn refusal(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.expect("the envelope");
    (status, body["error"]["code"].as_str().unwrap_or("no code").to_owned())
}

struct Settled {
    north: AreaId,
    south: AreaId,
    anna: WorkerId,
    sites: [SiteId; 2],
    person: PersonId,
}

async fn settle(registry: &Opened) -> Settled {
    let north = create(registry, Kind::Area, Scope::Organisation, json!({"name": "Północ"})).await;
    let south = create(registry, Kind::Area, Scope::Organisation, json!({"name": "Południe"})).await;
    hire(registry, "nadzor", Role::Supervisor, vec![]).await;
    hire(registry, "zastepca", Role::Supervisor, vec![]).await;
    hire(registry, "admin", Role::Administrator, vec![]).await;
    hire(registry, "wiktor", Role::Volunteer, vec![]).await;
    let anna = hire(registry, "anna", Role::Streetworker, vec![north.into()]).await;
    let mut sites = Vec::new();
    for ((lat, lon), area) in EXACT.into_iter().zip([north, south]) {
        let form = json!({
            "category": "heating_duct", "name": "Węzeł", "state": "active", "access": "właz od skarpy",
            "description": "za trzecim słupem", "position": {"lat": lat, "lon": lon, "source": "pin"},
        });
        sites.push(create(registry, Kind::Site, Scope::Area(area.into()), form).await);
    }
    let person = json!({"label": "Misiek", "nickname": "Misiek", "level": "level_1", "site": sites[0]});
    let person = create(registry, Kind::Person, Scope::Area(north.into()), person).await;
    Settled {
        north: north.into(),
        south: south.into(),
        anna,
        sites: [sites[0].into(), sites[1].into()],
        person: person.into(),
    }
}

async fn create(registry: &Opened, kind: Kind, scope: Scope, form: Value) -> latarnia_core::id::RecordId {
    let Value::Object(form) = form else { panic!("a form is an object") };
    let author = WorkerId::from([0; 16]);
    let note = Note::of_command_line("made", START);
    let stroke = Stroke { author, now: START, deed: Deed::Create { kind, scope, form }, note };
    registry.records().write(stroke).await.expect("written").0
}

async fn hire(registry: &Opened, name: &str, role: Role, areas: Vec<AreaId>) -> WorkerId {
    static HASH: OnceLock<String> = OnceLock::new();
    let password = HASH.get_or_init(|| password::hash(PASSWORD)).clone();
    let user =
        NewUser { name: name.into(), full_name: name.to_uppercase(), role, areas, password, now: START };
    registry.accounts().add_user(user).await.expect("added")
}
