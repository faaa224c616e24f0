//! How much of anything is read: one set of bounds for every way in, be it a link, a Recipe, a Checkpoint or data.
//!
//! Each is far above what is useful and far below what makes a browser stand still. What is beyond is refused, or cut,
//! with a sentence; and it is cheap to find out: a file's header and a link are measured before they are read.

/// Largest seed: every whole number up to here is exact in JavaScript too.
pub const SEED: u64 = (1 << 53) - 1;

/// Largest step and epoch, for the same reason.
pub const STEP: u64 = 1 << 53;

/// Largest batch; above it no data set here has anything to gain.
pub const BATCH: usize = 4096;

/// Most layers in a list.
pub const LAYERS: usize = 64;

/// Most numbers that one sample may become inside a network, and most that a layer may learn.
pub const VALUES: usize = 1 << 24;

/// Most numbers that a network may learn.
pub const PARAMETERS: usize = 1 << 25;

/// Most bytes that training may need at once, as [`crate::network::cost`] estimates it: a browser gives a tab some gigabytes,
/// the wasm is allowed two (`build.rs`), and the data, the charts and the page want their share.
pub const MEMORY: f64 = 1e9;

/// Most seconds that a step may be expected to take where an experiment starts by itself.
pub const STEP_SECONDS: f64 = 5.0;

/// Longest link in bytes, without its weights. Many chat programs cut longer ones anyway.
pub const LINK: usize = 1 << 14;

/// Most bytes under a link's key `weights`: some 200,000 weights. What browsers keep in an address ends at twice that.
pub const LINK_WEIGHTS: usize = 1 << 20;

/// Most bytes of a Recipe as JSON.
pub const RECIPE: usize = 1 << 20;

/// Most bytes of a Checkpoint: a little more than the state of the largest network that [`MEMORY`] lets train.
pub const CHECKPOINT: usize = 320 << 20;

/// Most bytes of a Checkpoint's header: names and shapes of its tensors, and what it says of itself.
/// The largest network that can be built, 64 transformer blocks with early stopping, has some 400 kB of it.
pub const HEADER: usize = 1 << 20;

/// Most entries of a change log; the newest are kept.
pub const CHANGES: usize = 1000;

/// Most rows of a table of the timeline in a file: more than any timeline has.
pub const POINTS: usize = 4096;

/// Most names of outputs in a Checkpoint; the units of the largest output layer.
pub const OUTPUTS: usize = 4096;

/// Most problems that are told at once.
pub const PROBLEMS: usize = 20;

/// Most characters of a foreign text in a message.
pub const QUOTED: usize = 60;

/// Longest text or table that is read, unpacked, in bytes.
pub const TEXT: u64 = 1 << 26;

/// Longest file of pictures that is read, unpacked, in bytes.
pub const PICTURES: u64 = 1 << 28;

/// Most numbers that a person's own data may hold.
pub const OWN_VALUES: usize = 1 << 26;
