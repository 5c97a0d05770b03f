//! latarnia-app
