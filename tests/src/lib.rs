//! latarnia-tests
