//! Trims geometry to a square and drops points nobody would see.

use crate::geometry::{At, between, distance_to_side, sides};

/// The line without points closer than `slack` to where it would run anyway (Douglas–Peucker).
pub(super) fn simplified(line: &[At], slack: f64) -> Vec<At> {
    let (Some(first), Some(last)) = (line.first().copied(), line.last().copied()) else { return Vec::new() };
    let mut kept = vec![first];
    keep(line, slack, &mut kept);
    kept.push(last);
    kept
}

fn keep(line: &[At], slack: f64, kept: &mut Vec<At>) {
    let (Some(first), Some(last)) = (line.first().copied(), line.last().copied()) else { return };
    let Some(inner) = line.get(1..line.len().saturating_sub(1)) else { return };
    let off = |at: &At| distance_to_side(*at, first, last);
    let Some((i, far)) = inner.iter().enumerate().max_by(|(_, a), (_, b)| off(a).total_cmp(&off(b))) else {
        return;
    };
    if off(far) <= slack {
        return;
    }
    if let (Some(before), Some(after)) = (line.get(..=i + 1), line.get(i + 1..)) {
        keep(before, slack, kept);
        kept.push(*far);
        keep(after, slack, kept);
    }
}

/// The ring's part inside the square (Sutherland–Hodgman).
pub(super) fn to_box_ring(ring: &[At], low: f64, high: f64) -> Vec<At> {
    let mut ring = ring.to_vec();
    for axis in [0, 1] {
        ring = half(&ring, |at| value(at, axis) - low);
        ring = half(&ring, |at| high - value(at, axis));
    }
    ring
}

fn value([x, y]: At, axis: u8) -> f64 {
    if axis == 0 { x } else { y }
}

fn half(ring: &[At], depth: impl Fn(At) -> f64) -> Vec<At> {
    let mut kept = Vec::with_capacity(ring.len());
    for (a, b) in sides(ring) {
        let (da, db) = (depth(a), depth(b));
        if da >= 0.0 {
            kept.push(a);
        }
        if (da >= 0.0) != (db >= 0.0) {
            kept.push(between(a, b, da / (da - db)));
        }
    }
    kept
}

/// The line's parts inside the square (Liang–Barsky, side by side).
pub(super) fn to_box_line(line: &[At], low: f64, high: f64) -> Vec<Vec<At>> {
    let mut parts: Vec<Vec<At>> = Vec::new();
    let mut open: Vec<At> = Vec::new();
    for [a, b] in line.array_windows() {
        let Some((enter, leave)) = inside(*a, *b, low, high) else {
            parts.push(std::mem::take(&mut open));
            continue;
        };
        if open.is_empty() {
            open.push(between(*a, *b, enter));
        }
        open.push(between(*a, *b, leave));
        if leave < 1.0 {
            parts.push(std::mem::take(&mut open));
        }
    }
    parts.push(open);
    parts.retain(|part| part.len() > 1);
    parts
}

fn inside(a: At, b: At, low: f64, high: f64) -> Option<(f64, f64)> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for axis in [0, 1] {
        let (from, to) = (value(a, axis), value(b, axis));
        for (depth, change) in [(from - low, to - from), (high - from, from - to)] {
            if change.abs() < 1e-12 {
                if depth < 0.0 {
                    return None;
                }
            } else if change > 0.0 {
                enter = enter.max(-depth / change);
            } else {
                leave = leave.min(-depth / change);
            }
        }
    }
    (enter < leave).then_some((enter, leave))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_crossing_the_square_twice_gives_two_parts() {
        let line = [[-5.0, 2.0], [15.0, 2.0], [15.0, 8.0], [-5.0, 8.0]];
        assert_eq!(to_box_line(&line, 0.0, 10.0), [[[0.0, 2.0], [10.0, 2.0]], [[10.0, 8.0], [0.0, 8.0]]]);
    }

    #[test]
    fn a_ring_around_the_square_becomes_the_square() {
        let ring = [[-5.0, -5.0], [15.0, -5.0], [15.0, 15.0], [-5.0, 15.0]];
        let trimmed = to_box_ring(&ring, 0.0, 10.0);
        assert!((crate::geometry::area(&trimmed) - 100.0).abs() < 1e-9);
    }

    #[test]
    fn points_on_the_way_are_dropped_and_corners_kept() {
        let line = [[0.0, 0.0], [5.0, 0.2], [10.0, 0.0], [10.0, 10.0]];
        assert_eq!(simplified(&line, 0.5), [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]]);
    }
}
