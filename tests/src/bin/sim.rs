//! `make sim SEEDS=n`: tells many stories of phones, a server and broken networks, and says what harm was done.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use latarnia_tests::sim::report::{Report, run};
use latarnia_tests::sim::shrink::shrink;
use latarnia_tests::sim::story::{STEPS, Story};
use latarnia_tests::sim::{Outcome, Trace, tell};

/// Tells stories made from seeds. Ends with one line; fails if any harm was done.
#[derive(Parser)]
struct Options {
    /// How many stories.
    #[arg(long, default_value_t = 1_000, conflicts_with = "seed")]
    seeds: u64,
    /// The seed of the first.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// One story only: this one, shrunk if it does harm.
    #[arg(long)]
    seed: Option<u64>,
    /// Steps of each story.
    #[arg(long, default_value_t = STEPS)]
    steps: usize,
    /// Stories at a time.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Failed stories that are shrunk and told in full.
    #[arg(long, default_value_t = 3)]
    told: usize,
    /// Write down what happens in the one story.
    #[arg(long, requires = "seed")]
    trace: bool,
}

fn main() -> std::io::Result<ExitCode> {
    let options = Options::parse();
    let mut out = std::io::stdout().lock();
    let report = match options.seed {
        Some(seed) => one(&options, seed, &mut out)?,
        None => many(&options, &mut out)?,
    };
    writeln!(out, "{report}")?;
    Ok(if report.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn many(options: &Options, out: &mut impl Write) -> std::io::Result<Report> {
    let seen = std::io::stderr().is_terminal();
    let heard = |n: u64| {
        if seen && n.is_multiple_of(50) {
            eprint!("\r{n} of {}", options.seeds);
        }
    };
    let report = run(options.from, options.seeds, options.steps, options.jobs, &heard);
    for (seed, outcome) in report.failed.iter().take(options.told) {
        writeln!(out, "seed {seed}:\n{}", outcome.harms)?;
        tell_shrunk(*seed, options.steps, outcome, out)?;
    }
    for (seed, outcome) in report.failed.iter().skip(options.told) {
        writeln!(out, "seed {seed}: {:?}", outcome.harms.kinds())?;
    }
    writeln!(
        out,
        "largest answer: {} bytes of operations, segments read: {}",
        report.largest, report.segments
    )?;
    Ok(report)
}

fn one(options: &Options, seed: u64, out: &mut impl Write) -> std::io::Result<Report> {
    let story = Story::of(seed, options.steps);
    let trace = if options.trace { Trace::Kept } else { Trace::Off };
    let outcome = tell(&story, trace);
    writeln!(out, "{:?}\n{}{}", story.cast, outcome.trace, outcome.harms)?;
    if !outcome.harms.is_empty() {
        tell_shrunk(seed, options.steps, &outcome, out)?;
    }
    let failed = if outcome.harms.is_empty() { Vec::new() } else { vec![(seed, outcome.clone())] };
    Ok(Report { seeds: 1, ops: outcome.ops, largest: outcome.largest, segments: outcome.segments, failed })
}

fn tell_shrunk(seed: u64, steps: usize, outcome: &Outcome, out: &mut impl Write) -> std::io::Result<()> {
    let short = shrink(&Story::of(seed, steps), &outcome.harms.shapes());
    let told = tell(&short, Trace::Kept);
    writeln!(out, "shrunk to {} steps, {:?}:", short.steps.len(), short.cast)?;
    write!(out, "{}{}", told.trace, told.harms)?;
    writeln!(out, "again: make sim SEED={seed} STEPS={steps}\n")
}
