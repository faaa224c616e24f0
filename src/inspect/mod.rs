//! What looks at a Session and changes nothing: pictures, symptoms, and what a language model writes.

pub mod charts;
pub mod symptoms;
pub mod writing;
