//! The laws of the merge, as property tests.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use serde_json::{Value, json};

use super::{State, compact};
use crate::clock::{Hlc, Millis};
use crate::id::{DeviceId, PersonId, RecordId, WorkerId};
use crate::op::{Change, Op, OpId, Removed, SCHEMA, Scope, parse};

/// An operation with its identity and effective time.
type Logged = (OpId, Op, Hlc);

const FIELDS: [&str; 3] = ["phone", "label", "hazard"];
const CAUSES: [&str; 3] = ["eviction", "debt", "violence"];

fn op(change: Change, author: u8) -> Op {
    Op {
        at: Hlc::ZERO,
        wall: None,
        author: WorkerId::from([author; 16]),
        record: RecordId::from([1; 16]),
        kind: "person".into(),
        scope: Scope::Area([author % 2; 16].into()),
        subject: Some(PersonId::from([1; 16])),
        stands_for: None,
        schema: SCHEMA,
        change,
    }
}

/// A change, given the ids of the operations written before it that its author may have seen.
fn change(seen: &[OpId], pick: (u8, u8, u8), some: &[Index]) -> Change {
    let (which, slot, value) = pick;
    let saw: Vec<OpId> =
        if seen.is_empty() { Vec::new() } else { some.iter().map(|index| *index.get(seen)).collect() };
    let field = FIELDS[usize::from(slot) % 3].to_owned();
    let element = json!(CAUSES[usize::from(slot) % 3]);
    let form = json!({"v": value}).as_object().expect("object").clone();
    let other = RecordId::from([slot % 3 + 2; 16]);
    match which % 10 {
        0 => Change::Event { form },
        1 => Change::Amend { form, saw },
        2 => Change::Void { reason: format!("reason {value}") },
        3 => Change::Add { items: BTreeMap::from([("causes".into(), vec![element])]) },
        4 => Change::Remove {
            items: BTreeMap::from([("causes".into(), vec![Removed { value: element, saw }])]),
        },
        5 => Change::Unknown { name: "teleport".into() },
        6 => Change::Link { other },
        7 => Change::Unlink { other, saw },
        8 => Change::Move { scope: Scope::Area([value % 4; 16].into()) },
        _ => Change::Set {
            fields: json!({ field.clone(): value }).as_object().expect("object").clone(),
            saw: BTreeMap::from([(field, saw)]),
        },
    }
}

prop_compose! {
    /// A log of up to 24 operations by three devices; each may have seen some of those before it.
    fn log()(
        picks in prop::collection::vec(
            (any::<(u8, u8, u8)>(), prop::collection::vec(any::<Index>(), 0..3), 0u8..3, 0i64..40),
            1..24,
        )
    ) -> Vec<Logged> {
        let mut log: Vec<Logged> = Vec::new();
        for (seq, (pick, some, device, at)) in (1..).zip(picks) {
            let seen: Vec<OpId> = log.iter().map(|(id, ..)| *id).collect();
            let id = OpId { device: DeviceId::from([device; 16]), seq };
            log.push((id, op(change(&seen, pick, &some), device), Hlc::of(Millis(at))));
        }
        log
    }
}

fn fold<'a>(log: impl IntoIterator<Item = &'a Logged>) -> State {
    let mut state = State::default();
    for (id, op, at) in log {
        state.apply(*id, op, *at);
    }
    state
}

/// The same operations as one is told of them who reads them for the first time.
fn compacted(log: &[Logged]) -> Vec<Logged> {
    let state = fold(log);
    let told = log.iter().map(|(id, op, at)| {
        let rest = compact(&state, *id, op, &op.to_raw());
        (*id, rest.map_or_else(|| op.clone(), |raw| parse(&raw).expect("an operation")), *at)
    });
    told.collect()
}

fn bytes(state: &State) -> String {
    serde_json::to_string(state).expect("a state is plain JSON")
}

proptest! {
    #[test]
    fn any_order_gives_equal_bytes(
        (log, shuffled) in log().prop_flat_map(|log| (Just(log.clone()), Just(log).prop_shuffle()))
    ) {
        prop_assert_eq!(bytes(&fold(&log)), bytes(&fold(&shuffled)));
    }

    #[test]
    fn any_duplication_gives_equal_bytes(
        (log, again) in log().prop_flat_map(|log| {
            let all = 0..=log.len();
            (Just(log.clone()), subsequence(log, all))
        })
    ) {
        prop_assert_eq!(bytes(&fold(&log)), bytes(&fold(log.iter().chain(&again))));
    }

    #[test]
    fn any_batching_gives_equal_bytes((log, cut) in (log(), any::<Index>())) {
        let (first, rest) = log.split_at(cut.index(log.len()));
        let stored: State = serde_json::from_str(&bytes(&fold(first))).expect("own bytes");
        let mut state = stored;
        for (id, op, at) in rest {
            state.apply(*id, op, *at);
        }
        prop_assert_eq!(bytes(&fold(&log)), bytes(&state));
    }

    #[test]
    fn a_compacted_prefix_and_the_rest_give_equal_bytes(
        (log, rest, cut) in (log(), any::<Index>())
            .prop_flat_map(|(log, cut)| {
                let (first, rest) = log.split_at(cut.index(log.len() + 1));
                (Just(log.clone()), Just(compacted(first).into_iter().chain(rest.to_vec()).collect::<Vec<_>>()).prop_shuffle(), Just(first.len()))
            })
    ) {
        prop_assert_eq!(bytes(&fold(&log)), bytes(&fold(&rest)), "after {} of {}", cut, log.len());
    }

    #[test]
    fn nothing_written_is_lost(log in log()) {
        let state = fold(&log);
        for (id, op, _) in &log {
            let Change::Set { fields, .. } = &op.change else { continue };
            for (name, value) in fields {
                let cell = state.field(name).expect("a written field has a cell");
                let readable = cell.seen().contains(id);
                let replaced = log.iter().any(|(_, other, _)| other.saw().contains(id));
                prop_assert!(readable || replaced, "{name}={value} of {id} is gone");
            }
        }
    }

    #[test]
    fn an_add_nobody_saw_wins_over_a_removal(log in log()) {
        let state = fold(&log);
        let document = state.document();
        for (id, op, _) in &log {
            let Change::Add { items } = &op.change else { continue };
            let taken_back = log.iter().any(|(_, other, _)| other.saw().contains(id));
            for value in items.get("causes").into_iter().flatten() {
                let present = document
                    .get("causes")
                    .and_then(Value::as_array)
                    .is_some_and(|causes| causes.contains(value));
                prop_assert!(taken_back || present, "{value} was added by {id} and is gone");
            }
        }
    }
}

#[test]
fn a_concurrent_loser_stays_readable_until_somebody_decides() {
    let id = |device: u8, seq| OpId { device: DeviceId::from([device; 16]), seq };
    let set = |value: &str, saw: Vec<OpId>| Change::Set {
        fields: json!({"phone": value}).as_object().expect("object").clone(),
        saw: BTreeMap::from([("phone".into(), saw)]),
    };
    let mut state = State::default();
    state.apply(id(1, 1), &op(set("600 000 001", vec![]), 1), Hlc::of(Millis(10)));
    state.apply(id(2, 1), &op(set("600 000 002", vec![]), 2), Hlc::of(Millis(20)));
    let cell = state.field("phone").expect("written");
    assert_eq!(cell.winner().map(|(_, w)| w.value.clone()), Some(json!("600 000 002")));
    assert_eq!(cell.losers().first().map(|(_, w)| w.value.clone()), Some(json!("600 000 001")));

    let decision = op(set("600 000 001", vec![id(1, 1), id(2, 1)]), 3);
    state.apply(id(3, 1), &decision, Hlc::of(Millis(30)));
    assert!(state.field("phone").expect("written").losers().is_empty());
}
