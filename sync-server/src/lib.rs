//! latarnia-server
