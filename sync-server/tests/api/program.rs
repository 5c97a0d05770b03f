//! The program itself, as a person at a terminal runs it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// A password that is taken.
pub const PASSWORD: &str = "a good long password\n";

/// Runs the program on a data folder, with these bytes on its standard input.
pub fn latarnia(data: &Path, arguments: &[impl AsRef<OsStr>], typed: &[u8]) -> Output {
    latarnia_in(data, &[], arguments, typed)
}

/// The same, with more in its environment.
pub fn latarnia_in(
    data: &Path,
    environment: &[(&str, &str)],
    arguments: &[impl AsRef<OsStr>],
    typed: &[u8],
) -> Output {
    let mut child = start(data, environment, arguments);
    // A command that reads nothing may have ended already.
    drop(std::io::Write::write_all(&mut child.stdin.take().expect("piped"), typed));
    child.wait_with_output().expect("ends")
}

/// Starts the program.
pub fn start(data: &Path, environment: &[(&str, &str)], arguments: &[impl AsRef<OsStr>]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latarnia-server"));
    command
        .env("LATARNIA_DATA", data)
        .env_remove("LATARNIA_LOG")
        .env_remove("LATARNIA_PUBLIC_URL")
        .env_remove("LATARNIA_DATABASE")
        .envs(environment.iter().copied())
        .args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("starts")
}

/// Everything it said.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// A run that must succeed: its standard output.
pub fn fine(data: &Path, arguments: &[&str], typed: &str) -> String {
    let output = latarnia(data, arguments, typed.as_bytes());
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A run that must fail in words: everything it said.
pub fn refused(data: &Path, arguments: &[&str], typed: &str) -> String {
    let output = latarnia(data, arguments, typed.as_bytes());
    assert!(!output.status.success(), "{arguments:?} should fail: {}", said(&output));
    assert!(!said(&output).contains("panicked"), "{}", said(&output));
    said(&output)
}

/// Names and sizes of what is in a folder, and what the registry in it says of people, areas and phones.
pub fn state(data: &Path) -> (BTreeMap<String, u64>, String) {
    let mut files = BTreeMap::new();
    let mut folders = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(data).expect("inside").display().to_string();
            // Reading opens these two as well.
            if !name.ends_with("-wal") && !name.ends_with("-shm") {
                files.insert(name, path.metadata().expect("there").len());
            }
        }
    }
    let lists = [["user", "list"], ["area", "list"], ["device", "list"]];
    (files, lists.map(|list| fine(data, &list, "")).concat())
}

/// A folder with one area and one streetworker.
pub fn centre() -> tempfile::TempDir {
    let data = tempfile::tempdir().expect("folder");
    fine(data.path(), &["area", "add", "Zatorze"], "");
    let ola =
        ["user", "add", "ola", "--full-name", "Ola Próbna", "--role", "streetworker", "--area", "Zatorze"];
    fine(data.path(), &ola, PASSWORD);
    data
}
