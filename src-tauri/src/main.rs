//! The phone app on a desktop; on Android the library is loaded instead.

fn main() {
    latarnia_app::run();
}
