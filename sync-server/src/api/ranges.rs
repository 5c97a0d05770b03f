//! Bytes, whole or by one HTTP range.

use std::ops::RangeInclusive;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_range_header::parse_range_header;

use crate::error::ApiError;

/// What of it is asked for.
enum Part {
    Whole,
    Bytes(RangeInclusive<usize>),
    Nowhere,
}

/// The answer to a request with these headers.
///
/// # Errors
/// [`ApiError::BadRange`] if the range lies beyond the end.
pub fn answer(headers: &HeaderMap, kind: &'static str, bytes: Vec<u8>) -> Result<Response, ApiError> {
    let mut response = match part(headers, bytes.len()) {
        Part::Whole => bytes.into_response(),
        Part::Nowhere => return Err(ApiError::BadRange),
        Part::Bytes(range) => {
            let told = format!("bytes {}-{}/{}", range.start(), range.end(), bytes.len());
            let piece = bytes.get(range).unwrap_or_default().to_vec();
            (StatusCode::PARTIAL_CONTENT, [(header::CONTENT_RANGE, told)], piece).into_response()
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    Ok(response)
}

/// One range; several at once, or a header that is none, ask for the whole.
fn part(headers: &HeaderMap, length: usize) -> Part {
    let text = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let Some(asked) = text.and_then(|text| parse_range_header(text).ok()) else { return Part::Whole };
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    match asked.validate(length).as_deref() {
        Ok([one]) => Part::Bytes(place(*one.start())..=place(*one.end())),
        Ok(_) => Part::Whole,
        Err(_) => Part::Nowhere,
    }
}
