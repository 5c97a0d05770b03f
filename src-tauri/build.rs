//! Prepares the shell: checks the configuration, and makes the permission for the one command, so that
//! a window may call it only if its capability says so.

fn main() {
    // The screens are baked into the program; a new build of them makes a new program.
    println!("cargo:rerun-if-changed=../ui/dist/phone");
    println!("cargo:rerun-if-changed=icons");
    let commands = tauri_build::AppManifest::new().commands(&["call"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))
        .expect("tauri.conf.json and the capabilities are sound");
}
