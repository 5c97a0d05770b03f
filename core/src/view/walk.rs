//! In which order to walk to a few places so that the way is short: nearest neighbour, improved by turning
//! stretches round (2-opt) and by putting short stretches elsewhere (or-opt) until neither helps.
//!
//! The way is open: it begins where the crew stands and ends wherever the last place is. As the crow flies;
//! the phone knows no paths. The same places give the same order, whatever order they come in.

use crate::record::Position;

/// Gains below this are rounding, not a shorter way.
const GAIN_M: f64 = 0.01;
/// Longest stretch that is put elsewhere as a whole.
const STRETCH: usize = 3;
/// Rounds of improvement; far more than a few dozen places need.
const ROUNDS: usize = 200;

/// The order in which to walk to `stops`, as indices into it; from `start` if it is known.
#[must_use]
pub fn walking_order(start: Option<Position>, stops: &[Position]) -> Vec<usize> {
    let ground = Ground::between(start, stops);
    let mut best: Option<(f64, Vec<usize>)> = None;
    // A greedy way depends on where it begins, so each place is tried as the first one.
    for first in ground.by_place() {
        let mut order = ground.nearest_next(first);
        ground.improve(&mut order);
        let metres = ground.metres(&order);
        if best.as_ref().is_none_or(|(known, _)| metres + GAIN_M < *known) {
            best = Some((metres, order));
        }
    }
    best.map(|(_, order)| order).unwrap_or_default()
}

/// Metres along `places`, from `start` if it is known.
pub fn path_m<'a>(start: Option<Position>, places: impl IntoIterator<Item = &'a Position>) -> f64 {
    let mut metres = 0.0;
    let mut last = start;
    for place in places {
        metres += last.map_or(0.0, |last| last.distance_m(place));
        last = Some(*place);
    }
    metres
}

/// The places and how far each is from each; the start stands behind them as one more.
struct Ground<'a> {
    stops: &'a [Position],
    has_start: bool,
    metres: Vec<f64>,
}

impl<'a> Ground<'a> {
    fn between(start: Option<Position>, stops: &'a [Position]) -> Self {
        let all: Vec<Position> = stops.iter().copied().chain(start).collect();
        let metres = all.iter().flat_map(|from| all.iter().map(|to| from.distance_m(to))).collect();
        Self { stops, has_start: start.is_some(), metres }
    }

    fn leg(&self, from: usize, to: usize) -> f64 {
        let width = self.stops.len() + usize::from(self.has_start);
        self.metres.get(from * width + to).copied().unwrap_or_default()
    }

    fn metres(&self, order: &[usize]) -> f64 {
        let mut last = self.has_start.then_some(self.stops.len());
        let mut metres = 0.0;
        for stop in order {
            metres += last.map_or(0.0, |last| self.leg(last, *stop));
            last = Some(*stop);
        }
        metres
    }

    /// The places in an order that does not depend on how they were given.
    fn by_place(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.stops.len()).collect();
        all.sort_by(|a, b| {
            let (a, b) = (self.stops.get(*a), self.stops.get(*b));
            let north = |place: Option<&Position>| place.map_or(0.0, |place| place.lat);
            let east = |place: Option<&Position>| place.map_or(0.0, |place| place.lon);
            north(a).total_cmp(&north(b)).then(east(a).total_cmp(&east(b)))
        });
        all
    }

    fn nearest_next(&self, first: usize) -> Vec<usize> {
        let mut order = vec![first];
        let mut left = self.by_place();
        left.retain(|stop| *stop != first);
        while !left.is_empty() {
            let here = order.last().copied().unwrap_or(first);
            let away = |stop: usize| self.leg(here, stop);
            let nearest = left.iter().copied().min_by(|a, b| away(*a).total_cmp(&away(*b)));
            let Some(nearest) = nearest else { break };
            order.push(nearest);
            left.retain(|stop| *stop != nearest);
        }
        order
    }

    /// Takes changes that make the way shorter until there is none.
    fn improve(&self, order: &mut Vec<usize>) {
        for _ in 0..ROUNDS {
            if !self.turn_round(order) && !self.put_elsewhere(order) {
                return;
            }
        }
    }

    fn turn_round(&self, order: &mut Vec<usize>) -> bool {
        let mut known = self.metres(order);
        let mut shorter = false;
        for from in 0..order.len() {
            for to in from + 1..order.len() {
                let mut other = order.clone();
                if let Some(stretch) = other.get_mut(from..=to) {
                    stretch.reverse();
                }
                shorter |= self.take_if_shorter(order, other, &mut known);
            }
        }
        shorter
    }

    fn put_elsewhere(&self, order: &mut Vec<usize>) -> bool {
        let mut known = self.metres(order);
        let mut shorter = false;
        for length in 1..=STRETCH.min(order.len()) {
            for from in 0..=order.len() - length {
                for to in 0..=order.len() - length {
                    for turned in [false, true] {
                        let other = moved(order, from, length, to, turned);
                        shorter |= self.take_if_shorter(order, other, &mut known);
                    }
                }
            }
        }
        shorter
    }

    fn take_if_shorter(&self, order: &mut Vec<usize>, other: Vec<usize>, known: &mut f64) -> bool {
        let metres = self.metres(&other);
        let shorter = metres + GAIN_M < *known;
        if shorter {
            (*order, *known) = (other, metres);
        }
        shorter
    }
}

/// `order` with the stretch of `length` at `from` put at `to`, turned round or not.
fn moved(order: &[usize], from: usize, length: usize, to: usize, turned: bool) -> Vec<usize> {
    let mut rest = order.to_vec();
    let mut stretch: Vec<usize> = rest.drain(from..from + length).collect();
    if turned {
        stretch.reverse();
    }
    rest.splice(to..to, stretch);
    rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The shortest way there is, by trying all of them.
    fn shortest_m(start: Option<Position>, stops: &[Position]) -> f64 {
        fn try_all(here: Option<Position>, left: &[Position], walked: f64, best: &mut f64) {
            if left.is_empty() {
                *best = best.min(walked);
            }
            for (at, next) in left.iter().enumerate() {
                let way = walked + here.map_or(0.0, |here| here.distance_m(next));
                if way < *best {
                    let rest: Vec<Position> = [&left[..at], &left[at + 1..]].concat();
                    try_all(Some(*next), &rest, way, best);
                }
            }
        }
        let mut best = f64::MAX;
        try_all(start, stops, 0.0, &mut best);
        best
    }

    fn ordered(start: Option<Position>, stops: &[Position]) -> Vec<Position> {
        walking_order(start, stops).into_iter().map(|stop| stops[stop]).collect()
    }

    fn somewhere() -> impl Strategy<Value = Position> {
        (51.90..51.98_f64, 19.36..19.48_f64).prop_map(|(lat, lon)| Position::pin(lat, lon))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn the_way_is_at_most_a_tenth_longer_than_the_shortest(
            start in proptest::option::of(somewhere()),
            stops in proptest::collection::vec(somewhere(), 1..=8),
        ) {
            let way = ordered(start, &stops);
            let (ours, best) = (path_m(start, &way), shortest_m(start, &stops));
            prop_assert!(ours <= best * 1.1 + 1.0, "{ours} m, where {best} m would do");
        }

        #[test]
        fn every_place_is_walked_to_once_whatever_order_they_come_in(
            start in proptest::option::of(somewhere()),
            stops in proptest::collection::vec(somewhere(), 0..=14),
        ) {
            let way = walking_order(start, &stops);
            let mut all = way.clone();
            all.sort_unstable();
            prop_assert_eq!(all, (0..stops.len()).collect::<Vec<_>>());
            let backwards: Vec<Position> = stops.iter().rev().copied().collect();
            prop_assert_eq!(ordered(start, &backwards), ordered(start, &stops));
        }
    }

    #[test]
    fn places_along_a_street_are_walked_along_it() {
        let along = |n: f64| Position::pin(51.93, 19.40 + n / 1000.0);
        let stops = [along(5.0), along(1.0), along(4.0), along(2.0), along(3.0)];
        assert_eq!(walking_order(Some(along(0.0)), &stops), [1, 3, 4, 2, 0]);
    }
}
