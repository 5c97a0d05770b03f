//! The console's build output may not be there yet; the crate compiles all the same.

fn main() {
    let folder = std::path::Path::new("../ui/dist/console");
    // Without the folder the server shows a page that says how to build the console.
    if let Err(error) = std::fs::create_dir_all(folder) {
        println!("cargo:warning=cannot make {}: {error}", folder.display());
    }
    println!("cargo:rerun-if-changed=../ui/dist/console");
    println!("cargo:rerun-if-changed=migrations");
}
