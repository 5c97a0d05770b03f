//! Looks through every story to the end and tells how large it was; fails if a claim does not hold, and tells
//! how that comes about.

use std::process::ExitCode;
use std::time::Instant;

use latarnia_model::explore::{Order, Until, explore};
use latarnia_model::story::Story;
use latarnia_model::sweep::sweep;

#[expect(clippy::print_stdout, reason = "the table is this program's output")]
fn main() -> ExitCode {
    let is_asked = |option: &str| std::env::args().any(|argument| argument == option);
    let (four, plain) = (is_asked("--four"), is_asked("--plain"));
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let stories = if four { Story::four() } else { Story::six() };
    let mut code = ExitCode::SUCCESS;
    for story in stories.into_iter().filter(|story| only.as_deref().is_none_or(|only| only == story.name)) {
        let began = Instant::now();
        let outcome =
            if plain { explore(&story, Order::Depth, Until::Broken) } else { sweep(&story, Until::Broken) };
        let (states, depth, seconds) = (outcome.states, outcome.depth, began.elapsed().as_secs());
        println!("{}: {states} states, ways of up to {depth} steps, {seconds} s", story.name);
        for (claim, way) in &outcome.broken {
            println!("  does not hold: {claim}, after {way:#?}");
        }
        for claim in &outcome.unreached {
            println!("  is never so: {claim}");
        }
        if !outcome.broken.is_empty() || !outcome.unreached.is_empty() {
            code = ExitCode::FAILURE;
        }
    }
    code
}
