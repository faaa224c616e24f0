//! How whoever drives a Session spends time.

pub mod pacing;
