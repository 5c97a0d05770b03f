//! The same stories before another checker, stateright: it finds as many states as ours, and the same verdict.

use latarnia_model::explore::{Order, Until, explore};
use latarnia_model::rules::{Rule, Rules};
use latarnia_model::story::{Setback, Story};
use latarnia_model::world::{Step, World};
use stateright::{Checker as _, Model, Property};

/// A story as stateright reads it.
struct Told(Story);

impl Model for Told {
    type State = World;
    type Action = Step;

    fn init_states(&self) -> Vec<World> {
        vec![self.0.first()]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Step>) {
        actions.extend(self.0.steps(world));
    }

    fn next_state(&self, world: &World, step: Step) -> Option<World> {
        Some(self.0.after(world, step))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always("every claim holds", |told: &Self, world| {
            let claims = told.0.claims();
            claims.iter().filter(|claim| claim.is_for_all()).all(|claim| claim.holds(&told.0, world))
        })]
    }
}

/// Three operations, each story at a size at which all states are looked at in seconds.
fn stories() -> impl Iterator<Item = Story> {
    Story::three().into_iter().map(|story| {
        let both = story.erase.is_some() && story.setback != Setback::Never;
        Story { meanwhile: if both { 0 } else { story.meanwhile }, ..story }
    })
}

#[test]
fn another_checker_finds_as_many_states_and_nothing_broken() {
    for story in stories() {
        let ours = explore(&story, Order::Depth, Until::Through);
        let theirs = Told(story.clone()).checker().spawn_dfs().join();
        println!("{}: {} states", story.name, ours.states);
        assert_eq!(theirs.unique_state_count(), ours.states, "{}", story.name);
        assert!(ours.broken.is_empty(), "{}: {:?}", story.name, ours.broken);
        theirs.assert_properties();
    }
}

#[test]
fn another_checker_finds_what_a_rule_left_out_breaks() {
    let story = stories().find(|story| story.name == "erased and set back").expect("a story of that name");
    let story = Story { rules: Rules::without(Rule::OrdersSurviveASetback), ..story };
    let theirs = Told(story).checker().spawn_bfs().join();
    assert!(theirs.discovery("every claim holds").is_some());
}
