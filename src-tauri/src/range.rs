//! Which bytes a page asks for (RFC 9110, section 14).

/// Bytes `from..until` of a file; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first byte.
    pub from: u64,
    /// The byte after the last.
    pub until: u64,
}

/// A range no byte of the file lies in, or one that is not written as the standard says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsatisfiable;

impl Range {
    /// Reads one `Range` header for a file of `size` bytes. Several ranges at once are refused: nobody who
    /// reads a map asks for them.
    pub fn read(header: &str, size: u64) -> Result<Self, Unsatisfiable> {
        let (from, to) = header
            .strip_prefix("bytes=")
            .and_then(|range| range.trim().split_once('-'))
            .ok_or(Unsatisfiable)?;
        let range = match (from, to) {
            ("", last) => Self { from: size.saturating_sub(number(last)?), until: size },
            (from, "") => Self { from: number(from)?, until: size },
            (from, to) => {
                let (from, to) = (number(from)?, number(to)?);
                if to < from {
                    return Err(Unsatisfiable);
                }
                Self { from, until: size.min(to.saturating_add(1)) }
            }
        };
        if range.from < range.until { Ok(range) } else { Err(Unsatisfiable) }
    }

    /// How many bytes.
    pub fn bytes(self) -> u64 {
        self.until - self.from
    }

    /// The value of `Content-Range`.
    pub fn of(self, size: u64) -> String {
        format!("bytes {}-{}/{size}", self.from, self.until - 1)
    }
}

/// Digits only: `str::parse` would take a sign as well.
fn number(text: &str) -> Result<u64, Unsatisfiable> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Unsatisfiable);
    }
    text.parse().or(Err(Unsatisfiable))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_name_bytes_is_understood() {
        for (what, header, from, until) in [
            ("a piece", "bytes=10-19", 10, 20),
            ("one byte", "bytes=0-0", 0, 1),
            ("the last byte", "bytes=99-99", 99, 100),
            ("past the end", "bytes=90-500", 90, 100),
            ("past any end", "bytes=90-18446744073709551615", 90, 100),
            ("from here on", "bytes=40-", 40, 100),
            ("the last ten", "bytes=-10", 90, 100),
            ("more than all", "bytes=-500", 0, 100),
        ] {
            assert_eq!(Range::read(header, 100), Ok(Range { from, until }), "{what}");
        }
    }

    #[test]
    fn bytes_that_are_not_there_are_refused() {
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=-0",
            "bytes=100-",
            "bytes=100-200",
            "bytes=20-10",
            "bytes=+1-2",
            "bytes=a-b",
            "bytes=0-1,5-6",
            "items=0-1",
            "bytes=99999999999999999999-",
        ] {
            assert_eq!(Range::read(header, 100), Err(Unsatisfiable), "{header:?}");
        }
        assert_eq!(Range::read("bytes=0-", 0), Err(Unsatisfiable), "an empty file");
    }
}
