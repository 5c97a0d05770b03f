use std::path::PathBuf;
use std::sync::OnceLock;

use super::*;

/// One sound file for all tests, as bytes.
pub(crate) fn sound() -> Vec<u8> {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("sound.pmtiles");
            crate::write_basemap(&path, |_| {}).unwrap();
            std::fs::read(path).unwrap()
        })
        .clone()
}

fn inspect_bytes(bytes: &[u8]) -> Result<BasemapFacts, BasemapError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    inspect(file.path())
}

#[test]
fn a_sound_file_tells_what_it_covers() {
    let facts = inspect_bytes(&sound()).unwrap();
    assert_eq!(facts.name.as_deref(), Some("Latarnowo"));
    assert!(facts.layers.iter().any(|layer| layer == "utility"));
    let crate::Town { center, bounds, .. } = crate::town();
    assert!(
        (facts.bounds.west - bounds.west).abs() < 1e-6 && (facts.bounds.north - bounds.north).abs() < 1e-6
    );
    assert!(facts.bounds.west < center.lon && center.lon < facts.bounds.east);
}

#[test]
fn a_missing_file_is_named() {
    let path = PathBuf::from("/nowhere/map.pmtiles");
    assert!(inspect(&path).unwrap_err().to_string().contains("/nowhere/map.pmtiles"));
}

#[test]
fn an_empty_file_is_called_empty() {
    assert!(matches!(inspect_bytes(b""), Err(BasemapError::Empty)));
}

#[test]
fn other_files_are_not_pmtiles() {
    for other in [&b"SQLite format 3\0"[..], b"P", b"{}", &[0x1f, 0x8b, 8, 0], &[0xff; 4000]] {
        assert!(
            matches!(inspect_bytes(other), Err(BasemapError::NotPmtiles | BasemapError::Truncated { .. })),
            "{other:?}"
        );
    }
}

#[test]
fn older_and_newer_versions_are_refused_by_number() {
    let mut newer = sound();
    newer[7] = 4;
    assert!(matches!(inspect_bytes(&newer), Err(BasemapError::OtherVersion { found: 4 })));
    assert!(matches!(
        inspect_bytes(b"PM\x02\x00rest of a version two file"),
        Err(BasemapError::OtherVersion { found: 2 })
    ));
}

#[test]
fn a_file_cut_anywhere_is_called_cut_short() {
    let whole = sound();
    for keep in [8, 60, 126, 127, 200, 16_384, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(inspect_bytes(&whole[..keep]), Err(BasemapError::Truncated { .. })), "{keep}");
    }
}

#[test]
fn images_instead_of_vectors_are_refused_by_kind() {
    for (kind, name) in [(2, "PNG"), (3, "JPEG"), (4, "WebP"), (5, "AVIF"), (0, "unknown")] {
        let mut raster = sound();
        raster[99] = kind;
        assert!(matches!(inspect_bytes(&raster), Err(BasemapError::NotVector { found }) if found == name));
    }
}

#[test]
fn a_file_without_tiles_is_refused() {
    let mut hollow = sound();
    hollow[64..72].fill(0);
    assert!(matches!(inspect_bytes(&hollow), Err(BasemapError::NoTiles)));
}

#[test]
fn damage_in_any_part_is_found_without_panic() {
    let whole = sound();
    let number =
        |at: usize| usize::try_from(u64::from_le_bytes(whole[at..at + 8].try_into().unwrap())).unwrap();
    for (start, length) in [(number(8), number(16)), (number(24), number(32)), (number(56), 64)] {
        let mut broken = whole.clone();
        broken[start..start + length].fill(0xa5);
        assert!(matches!(inspect_bytes(&broken), Err(BasemapError::Damaged { .. })), "{start}");
    }
    let mut absurd = whole.clone();
    absurd[8..72].fill(0xff);
    assert!(inspect_bytes(&absurd).is_err());
}
