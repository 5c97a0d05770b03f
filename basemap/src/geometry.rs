//! Plane geometry in metres east and north of the market square.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::float::clip::FloatClip;
use i_overlay::float::single::SingleFloatOverlay;
use i_overlay::string::clip::ClipRule;

/// Metres east, metres north.
pub(crate) type At = [f64; 2];
pub(crate) type Ring = Vec<At>;
/// An outer ring (counter-clockwise), then holes.
pub(crate) type Shape = Vec<Ring>;
/// Four corners, counter-clockwise.
pub(crate) type Quad = [At; 4];

pub(crate) fn add(a: At, b: At) -> At {
    [a[0] + b[0], a[1] + b[1]]
}

pub(crate) fn sub(a: At, b: At) -> At {
    [a[0] - b[0], a[1] - b[1]]
}

pub(crate) fn times(a: At, k: f64) -> At {
    [a[0] * k, a[1] * k]
}

pub(crate) fn dot(a: At, b: At) -> f64 {
    a[0] * b[0] + a[1] * b[1]
}

pub(crate) fn cross(a: At, b: At) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

/// A quarter turn to the left.
pub(crate) fn left(a: At) -> At {
    [-a[1], a[0]]
}

pub(crate) fn distance(a: At, b: At) -> f64 {
    let [x, y] = sub(a, b);
    x.hypot(y)
}

pub(crate) fn unit(a: At) -> At {
    let size = a[0].hypot(a[1]);
    if size < 1e-9 { [1.0, 0.0] } else { times(a, 1.0 / size) }
}

pub(crate) fn turned(a: At, angle: f64) -> At {
    let (sin, cos) = angle.sin_cos();
    [a[0] * cos - a[1] * sin, a[0] * sin + a[1] * cos]
}

pub(crate) fn between(a: At, b: At, share: f64) -> At {
    add(a, times(sub(b, a), share))
}

/// The sides of a ring, the closing one included.
pub(crate) fn sides(ring: &[At]) -> impl Iterator<Item = (At, At)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

pub(crate) fn area(ring: &[At]) -> f64 {
    sides(ring).map(|(a, b)| cross(a, b)).sum::<f64>() / 2.0
}

pub(crate) fn shape_area(shape: &[Ring]) -> f64 {
    shape.iter().map(|ring| area(ring)).sum()
}

pub(crate) fn centroid(ring: &[At]) -> At {
    let whole = area(ring);
    let Some(first) = ring.first().copied() else { return [0.0, 0.0] };
    if whole.abs() < 1e-6 {
        return first;
    }
    let sum = sides(ring).fold([0.0, 0.0], |sum, (a, b)| {
        let (a, b) = (sub(a, first), sub(b, first));
        add(sum, times(add(a, b), cross(a, b)))
    });
    add(first, times(sum, 1.0 / (6.0 * whole)))
}

pub(crate) fn within(ring: &[At], p: At) -> bool {
    let mut inside = false;
    for (a, b) in sides(ring) {
        if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0] {
            inside = !inside;
        }
    }
    inside
}

pub(crate) fn within_shape(shape: &[Ring], p: At) -> bool {
    shape.iter().filter(|ring| within(ring, p)).count() % 2 == 1
}

pub(crate) fn distance_to_side(p: At, a: At, b: At) -> f64 {
    let along = sub(b, a);
    let size = dot(along, along);
    let share = if size < 1e-9 { 0.0 } else { (dot(sub(p, a), along) / size).clamp(0.0, 1.0) };
    distance(p, between(a, b, share))
}

pub(crate) fn distance_to_line(p: At, line: &[At]) -> f64 {
    line.array_windows().map(|[a, b]| distance_to_side(p, *a, *b)).fold(f64::INFINITY, f64::min)
}

pub(crate) fn length(line: &[At]) -> f64 {
    line.array_windows().map(|[a, b]| distance(*a, *b)).sum()
}

/// The point a given way along the line, and the direction there.
pub(crate) fn along(line: &[At], way: f64) -> (At, At) {
    let mut left_over = way.max(0.0);
    let mut last = ([0.0, 0.0], [1.0, 0.0]);
    for [a, b] in line.array_windows() {
        let step = distance(*a, *b);
        let heading = unit(sub(*b, *a));
        if left_over <= step {
            return (add(*a, times(heading, left_over)), heading);
        }
        left_over -= step;
        last = (*b, heading);
    }
    last
}

/// The stretch of a line between two ways along it.
pub(crate) fn stretch(line: &[At], from: f64, to: f64) -> Vec<At> {
    let mut points = vec![along(line, from).0];
    let mut way = 0.0;
    for [a, b] in line.array_windows() {
        way += distance(*a, *b);
        if way > from + 0.5 && way < to - 0.5 {
            points.push(*b);
        }
    }
    points.push(along(line, to).0);
    points
}

/// How far along the line its point nearest to `p` lies.
pub(crate) fn way_to(line: &[At], p: At) -> f64 {
    let (mut way, mut best, mut nearest) = (0.0, 0.0, f64::INFINITY);
    for [a, b] in line.array_windows() {
        let off = distance_to_side(p, *a, *b);
        let step = distance(*a, *b);
        if off < nearest {
            nearest = off;
            best = way + dot(sub(p, *a), unit(sub(*b, *a))).clamp(0.0, step);
        }
        way += step;
    }
    best
}

/// A smooth line through the given points (Catmull–Rom), so that streets meet where they were laid to meet.
pub(crate) fn curve(points: &[At]) -> Vec<At> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let mut padded = vec![*first];
    padded.extend_from_slice(points);
    padded.push(*last);
    let mut line = Vec::new();
    for [p0, p1, p2, p3] in padded.array_windows() {
        let pieces = (distance(*p1, *p2) / 45.0).ceil().max(1.0);
        let mut piece = 0.0;
        while piece < pieces {
            line.push(catmull([*p0, *p1, *p2, *p3], piece / pieces));
            piece += 1.0;
        }
    }
    line.push(*last);
    line
}

/// A closed outline without corners.
pub(crate) fn rounded(points: &[At]) -> Ring {
    let around: Vec<At> = points.iter().copied().cycle().take(points.len() + 3).collect();
    let mut ring = curve(&around);
    // the first and last stretch bend only one way; the whole ones between make the outline
    let (first, last) = (way_to(&ring, around.get(1).copied().unwrap_or_default()), length(&ring));
    ring = stretch(&ring, first, last);
    let end = around.get(1).copied().unwrap_or_default();
    let back = ring.iter().skip(3).position(|at| distance(*at, end) < 1.0).map_or(ring.len(), |i| i + 3);
    ring.truncate(back);
    ring
}

fn catmull([p0, p1, p2, p3]: [At; 4], t: f64) -> At {
    let blend = |a: f64, b: f64, c: f64, d: f64| {
        0.5 * (2.0 * b
            + (c - a) * t
            + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
            + (3.0 * b - a - 3.0 * c + d) * t * t * t)
    };
    [blend(p0[0], p1[0], p2[0], p3[0]), blend(p0[1], p1[1], p2[1], p3[1])]
}

/// The line moved sideways, to the left for a positive distance.
pub(crate) fn beside(line: &[At], off: f64) -> Vec<At> {
    let count = line.len();
    line.iter()
        .enumerate()
        .map(|(i, p)| {
            let before = i.checked_sub(1).and_then(|j| line.get(j)).map(|q| unit(sub(*p, *q)));
            let after = line.get(i + 1).filter(|_| i + 1 < count).map(|q| unit(sub(*q, *p)));
            let (a, b) = (before.or(after).unwrap_or([1.0, 0.0]), after.or(before).unwrap_or([1.0, 0.0]));
            let middle = unit(add(a, b));
            let widen = 1.0 / dot(middle, a).max(0.5);
            add(*p, times(left(middle), off * widen))
        })
        .collect()
}

/// The ground a line of some width covers.
pub(crate) fn strip(line: &[At], half: f64) -> Ring {
    let mut ring = beside(line, -half);
    ring.extend(beside(line, half).into_iter().rev());
    ring
}

/// No side longer than `step`, so that a bend of the plane bends the sides too.
pub(crate) fn densified(line: &[At], step: f64) -> Vec<At> {
    let mut dense = Vec::with_capacity(line.len() * 2);
    for [a, b] in line.array_windows() {
        let pieces = (distance(*a, *b) / step).ceil().max(1.0);
        let mut piece = 0.0;
        while piece < pieces {
            dense.push(between(*a, *b, piece / pieces));
            piece += 1.0;
        }
    }
    dense.extend(line.last());
    dense
}

pub(crate) fn quad(center: At, heading: At, long: f64, deep: f64) -> Quad {
    let u = times(heading, long / 2.0);
    let v = times(left(heading), deep / 2.0);
    [sub(sub(center, u), v), sub(add(center, u), v), add(add(center, u), v), add(sub(center, u), v)]
}

pub(crate) fn block(x0: f64, y0: f64, x1: f64, y1: f64) -> Ring {
    vec![[x0, y0], [x1, y0], [x1, y1], [x0, y1]]
}

/// Whether two quads overlap by more than a shared wall.
pub(crate) fn collide(one: &Quad, two: &Quad) -> bool {
    let parted = |a: &Quad, b: &Quad| {
        sides(a).any(|(p, q)| {
            let out = times(left(unit(sub(q, p))), -1.0);
            b.iter().all(|c| dot(sub(*c, p), out) > -0.3)
        })
    };
    !parted(one, two) && !parted(two, one)
}

/// The tightest box around a ring that stands on one of its sides: centre, long heading, length, depth.
pub(crate) fn tight_box(ring: &[At]) -> (At, At, f64, f64) {
    let mut best = ([0.0, 0.0], [1.0, 0.0], 0.0, 0.0);
    let mut smallest = f64::INFINITY;
    for (a, b) in sides(ring) {
        if distance(a, b) < 8.0 {
            continue;
        }
        let u = unit(sub(b, a));
        let v = left(u);
        let (u0, u1) = span(ring, u);
        let (v0, v1) = span(ring, v);
        if (u1 - u0) * (v1 - v0) < smallest {
            smallest = (u1 - u0) * (v1 - v0);
            let center = add(times(u, f64::midpoint(u0, u1)), times(v, f64::midpoint(v0, v1)));
            best = if u1 - u0 >= v1 - v0 {
                (center, u, u1 - u0, v1 - v0)
            } else {
                (center, v, v1 - v0, u1 - u0)
            };
        }
    }
    best
}

/// The least and greatest reach of the points in a direction.
pub(crate) fn span(points: &[At], heading: At) -> (f64, f64) {
    points
        .iter()
        .map(|p| dot(*p, heading))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), d| (low.min(d), high.max(d)))
}

/// Overlapping rings wound against each other would count as holes.
fn wound_alike(rings: &[Ring]) -> Vec<Ring> {
    let mut alike = rings.to_vec();
    for ring in alike.iter_mut().filter(|ring| area(ring) < 0.0) {
        ring.reverse();
    }
    alike
}

pub(crate) fn cut(from: &[Shape], away: &[Ring]) -> Vec<Shape> {
    from.to_vec().overlay(&wound_alike(away), OverlayRule::Difference, FillRule::NonZero)
}

pub(crate) fn common(one: &[Shape], two: &[Ring]) -> Vec<Shape> {
    one.to_vec().overlay(&wound_alike(two), OverlayRule::Intersect, FillRule::NonZero)
}

pub(crate) fn joined(rings: &[Ring]) -> Vec<Shape> {
    wound_alike(rings).overlay(&Vec::<Ring>::new(), OverlayRule::Union, FillRule::NonZero)
}

/// The parts of a line inside the shapes.
pub(crate) fn line_within(line: &[At], shapes: &[Shape]) -> Vec<Vec<At>> {
    clipped(line, shapes, false)
}

/// The parts of a line outside the shapes.
pub(crate) fn line_outside(line: &[At], shapes: &[Shape]) -> Vec<Vec<At>> {
    clipped(line, shapes, true)
}

fn clipped(line: &[At], shapes: &[Shape], invert: bool) -> Vec<Vec<At>> {
    let rule = ClipRule { invert, boundary_included: false };
    let rings: Vec<Ring> = shapes.iter().flatten().cloned().collect();
    let mut parts = vec![line.to_vec()].clip_by(&rings, FillRule::NonZero, rule);
    parts.retain(|part| part.len() > 1 && length(part) > 0.5);
    // the clipper may hand back a part the other way round
    for part in &mut parts {
        if let (Some(first), Some(last)) = (part.first(), part.last())
            && way_to(line, *first) > way_to(line, *last)
        {
            part.reverse();
        }
    }
    parts
}
