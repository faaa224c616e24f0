//! The repository's rules, as tests.

mod code;
mod data;
mod files;
mod order;
mod page;
mod rust;
mod texts;
