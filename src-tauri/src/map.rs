//! The basemap under an address of its own, read by the page in byte ranges; nothing else is served.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use latarnia_field::FieldApp;
use tauri::http::{HeaderMap, Method, Request, Response, StatusCode, header, response};
use tauri::{Manager as _, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::phone::Phone;
use crate::range::Range;

/// The scheme of the address: `latarnia://localhost/basemap.pmtiles`, on Android
/// `http://latarnia.localhost/basemap.pmtiles`.
pub const SCHEME: &str = "latarnia";

const PATH: &str = "/basemap.pmtiles";

/// The page that may read it.
const PAGE: &str =
    if cfg!(any(target_os = "android", windows)) { "http://tauri.localhost" } else { "tauri://localhost" };

/// More than any tile or directory of a map; an answer is held in memory whole.
const MOST: u64 = 16 * 1024 * 1024;

/// Answers the page's requests off the window's thread.
pub fn respond<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let phone = context.app_handle().state::<Phone>().inner().clone();
    tauri::async_runtime::spawn_blocking(move || {
        let app = phone.get().ok();
        let map = app.and_then(BasemapFile::of);
        responder.respond(answer(map.as_ref(), &request));
    });
}

/// A whole basemap on disk.
struct BasemapFile {
    path: std::path::PathBuf,
    /// By which the reader notices that a newer map took its place.
    hash: String,
}

impl BasemapFile {
    fn of(app: &FieldApp) -> Option<Self> {
        let here = app.basemap_state().here?;
        Some(Self { path: app.basemap_path(), hash: here.hash })
    }
}

fn answer<B>(map: Option<&BasemapFile>, request: &Request<B>) -> Response<Vec<u8>> {
    if request.uri().path() != PATH {
        return empty(StatusCode::NOT_FOUND);
    }
    match (request.method(), map) {
        (&Method::OPTIONS, _) => empty(StatusCode::NO_CONTENT),
        (&Method::GET, Some(map)) => piece(map, request.headers()),
        (&Method::GET, None) => empty(StatusCode::NOT_FOUND),
        _ => empty(StatusCode::METHOD_NOT_ALLOWED),
    }
}

fn piece(map: &BasemapFile, headers: &HeaderMap) -> Response<Vec<u8>> {
    let Ok((mut file, size)) = open(&map.path) else { return empty(StatusCode::NOT_FOUND) };
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let range = match range.map(|range| Range::read(range, size)) {
        Some(Ok(range)) if range.bytes() <= MOST => range,
        _ => {
            return finish(
                base(StatusCode::RANGE_NOT_SATISFIABLE)
                    .header(header::CONTENT_RANGE, format!("bytes */{size}")),
                Vec::new(),
            );
        }
    };
    match read(&mut file, range) {
        Ok(bytes) => finish(
            base(StatusCode::PARTIAL_CONTENT)
                .header(header::CONTENT_TYPE, "application/vnd.pmtiles")
                .header(header::CONTENT_RANGE, range.of(size))
                .header(header::ETAG, format!("\"{}\"", map.hash)),
            bytes,
        ),
        Err(error) => {
            tracing::error!(%error, "the basemap cannot be read");
            empty(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn open(path: &Path) -> std::io::Result<(File, u64)> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    Ok((file, size))
}

fn read(file: &mut File, range: Range) -> std::io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(range.from))?;
    let mut bytes = Vec::new();
    file.take(range.bytes()).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What every answer says: who may read it, and that the map on disk is the only copy worth keeping.
fn base(status: StatusCode) -> response::Builder {
    Response::builder()
        .status(status)
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, PAGE)
        .header(header::ACCESS_CONTROL_ALLOW_HEADERS, "range")
        .header(header::ACCESS_CONTROL_EXPOSE_HEADERS, "content-range, content-length, etag")
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
}

fn empty(status: StatusCode) -> Response<Vec<u8>> {
    finish(base(status), Vec::new())
}

fn finish(builder: response::Builder, body: Vec<u8>) -> Response<Vec<u8>> {
    builder.header(header::CONTENT_LENGTH, body.len()).body(body).expect("the headers are well formed")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "latarnia://localhost/basemap.pmtiles";

    struct Shelf {
        map: BasemapFile,
        _folder: tempfile::TempDir,
    }

    fn shelf() -> Shelf {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("basemap.pmtiles");
        std::fs::write(&path, b"PMTiles and then some").expect("write");
        Shelf { map: BasemapFile { path, hash: "abc".into() }, _folder: folder }
    }

    fn ask(method: &str, address: &str, range: Option<&str>) -> Response<Vec<u8>> {
        let mut request = Request::builder().method(method).uri(address);
        if let Some(range) = range {
            request = request.header(header::RANGE, range);
        }
        answer(Some(&shelf().map), &request.body(()).expect("a request"))
    }

    fn told(response: &Response<Vec<u8>>, name: header::HeaderName) -> &str {
        response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[test]
    fn a_piece_of_the_map_comes_with_its_place_and_its_hash() {
        let piece = ask("GET", ADDRESS, Some("bytes=2-6"));
        assert_eq!((piece.status(), piece.body().as_slice()), (StatusCode::PARTIAL_CONTENT, &b"Tiles"[..]));
        assert_eq!(told(&piece, header::CONTENT_RANGE), "bytes 2-6/21");
        assert_eq!(told(&piece, header::CONTENT_LENGTH), "5");
        assert_eq!(told(&piece, header::ETAG), "\"abc\"");
    }

    #[test]
    fn only_the_apps_own_page_may_read_the_map() {
        for piece in [ask("GET", ADDRESS, Some("bytes=0-1")), ask("OPTIONS", ADDRESS, None)] {
            assert_eq!(told(&piece, header::ACCESS_CONTROL_ALLOW_ORIGIN), PAGE);
        }
    }

    #[test]
    fn no_range_and_a_range_past_the_end_name_the_size() {
        for range in [None, Some("bytes=21-30"), Some("bytes=9-3"), Some("nonsense")] {
            let refused = ask("GET", ADDRESS, range);
            assert_eq!(refused.status(), StatusCode::RANGE_NOT_SATISFIABLE, "{range:?}");
            assert_eq!(told(&refused, header::CONTENT_RANGE), "bytes */21", "{range:?}");
            assert!(refused.body().is_empty());
        }
    }

    #[test]
    fn nothing_but_the_map_is_served() {
        for address in
            ["latarnia://localhost/", "latarnia://localhost/keystore", "latarnia://localhost/../keystore"]
        {
            assert_eq!(ask("GET", address, Some("bytes=0-1")).status(), StatusCode::NOT_FOUND, "{address}");
        }
        assert_eq!(ask("PUT", ADDRESS, None).status(), StatusCode::METHOD_NOT_ALLOWED);
    }

    #[test]
    fn a_map_not_fetched_yet_is_not_found() {
        let request =
            Request::builder().uri(ADDRESS).header(header::RANGE, "bytes=0-1").body(()).expect("a request");
        assert_eq!(answer(None, &request).status(), StatusCode::NOT_FOUND);
    }
}
