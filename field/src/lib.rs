//! latarnia-field
