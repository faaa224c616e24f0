//! Downhill: neural networks that learn in front of you, in a browser tab or natively.
//!
//! # Bird's-eye view
//!
//! ```text
//!  page (www/js)                 worker (a Web Worker, or the native command line)
//!  ┌──────────────┐  Command     ┌───────────────────────────────────────────────────┐
//!  │ renders the  │ ───────────▶ │ Recipe ─▶ Data ─┐                                 │
//!  │ catalog,     │              │        └▶ Network ─▶ Session: step, step, step …  │
//!  │ computes     │ ◀─────────── │                       │ look (one read)           │
//!  │ nothing      │    Event     │        charts ◀── History, Score ──▶ Checkpoint   │
//!  └──────────────┘              └───────────────────────────────────────────────────┘
//! ```
//!
//! A [`recipe::Recipe`] describes an experiment completely. A [`session::Session`] trains it: batches are gathered on
//! the host from [`data::Data`], one [`network::Network`] runs forward, burn runs backward, an optimiser of
//! [`optimizers`] makes the step, and nothing is read from the Device until somebody looks. A
//! [`checkpoint::Checkpoint`] is everything needed to go on, on this Device or another, in this process or the next.
//!
//! The same code is three programs: `worker_cpu` (burn's flex), `worker_gpu` (burn's wgpu; both wasm, started by
//! `www/js/worker.js`) and `downhill` (native).
//!
//! # Entry points
//!
//! - [`session::Session::step`]: the heart, some fifty lines.
//! - [`catalog`]: the lists of everything that can be chosen; one line an entry.
//! - [`protocol`]: all that page and worker say to each other.
//! - [`driver::Driver`]: training in slices, judging, measuring, reporting, saving, over a [`host::Host`].
//! - `web::start` (wasm only): the worker as a host. `src/bin/downhill`: the command line, another one.
//!
//! # Code map
//!
//! | where | what |
//! |---|---|
//! | [`recipe`], [`link`], [`params`] | the description of an experiment, as JSON and as the part of an address after `#`; declared parameters |
//! | [`bounds`], [`json`], [`cost`] | how much of anything is read; what another version wrote; what training will need, before any of it is made |
//! | [`catalog`], [`presets`], [`experiments`], [`listing`] | everything that can be chosen; ready-made networks and named Recipes; the same as a page to read |
//! | [`architectures`], [`layers`] | a network from its description, with shapes checked; one forward for training and looking ([`trace`]) |
//! | [`datasets`], [`data`], [`facts`], [`augment`], [`drawing`] | where samples come from; split, order and shards; what they are like; pictures varied; what a person writes, on the pad or in a picture file, made alike |
//! | [`network`], [`initializers`], [`losses`], [`gradients`], [`optimizers`], [`schedules`], [`random`] | weights and their start; what is descended, and how |
//! | [`session`], [`evaluation`], [`history`], [`checkpoint`] | training, when and how it is measured, its curves, and its state at rest |
//! | [`driver`], [`host`], [`pacing`] | whoever drives a Session; what it needs of its surroundings; how it spends time |
//! | [`metrics`], [`symptoms`], [`writing`] | how well it went; what goes wrong, and what would help; what a language model writes |
//! | [`charts`] | pictures, generic over plotters' `DrawingBackend` |
//! | [`protocol`], [`error`], [`text`] | what crosses the boundary; what goes wrong; two languages |
//! | `web` | the only code that knows JavaScript: Device, canvas, clock, downloads: a host of the driver |
//!
//! # Invariants
//!
//! `tests/tidy.rs` holds most of these.
//!
//! 1. Only `web` knows JavaScript. Everything else builds and is tested natively.
//! 2. Only the types of [`protocol`] cross the boundary; `www/js/protocol.d.ts` is generated from them.
//! 3. [`session`] does no I/O and reads no clock. Same Recipe, seed and Device: same numbers, whatever the network or
//!    the screen does meanwhile. Every random number comes from [`random::generator`].
//! 4. The Device is read in one place, at the end of [`session`]. A step awaits nothing.
//! 5. Recipe and Checkpoint are the state: starting a new worker from the last Checkpoint is always a right recovery.
//! 6. The page holds no list of what can be chosen: it renders [`catalog::catalog`].
//! 7. Nothing is fetched from another origin, nothing is sent anywhere, and storage is never needed.
//! 8. The page's own thread computes nothing.
//! 9. Every text exists in English and Chinese: a [`text::Text`] in one language cannot be written down.
//!
//! # Decisions worth knowing
//!
//! **Weights are flat.** Every parameter is a `Tensor<1>` that its layer reshapes; optimisers, Checkpoints and
//! gradients are one code for any rank, and a whole Checkpoint is one read.
//!
//! **Nearly everything is a layer of `sequential`**, recurrent layers, attention and transformer blocks too: one list,
//! one shape checker, one notation in links. The output layer is not listed, because it follows from the data.
//! Matrix factorisation, which multiplies what it looks up, is an architecture of its own.
//!
//! **Tokens are one-hot**, so that an embedding is a product and every layer for sequences reads text as it reads rows
//! of a picture. Vocabularies are small here, and gathering on the Device would need kernels of its own.
//!
//! **One history.** Every batch's loss goes into it, and every validation that was measured ([`history`]); with each
//! report the page is told what is new. Picture, table, cursor and legend show these numbers, and a Checkpoint holds
//! them, so that nothing is said of a step that was not measured, and an opened Checkpoint knows its past.
//!
//! **Measuring follows from the run**, not from the clock: after which steps the validation sample is evaluated is a
//! function of batch and sizes ([`evaluation::Schedule`]), a step is refused until that is done
//! ([`session::Session::evaluate_slice`]), and symptoms, early stopping and targets are read from just that. So the same
//! Recipe has the same curves, is told the same and stops at the same step, whoever looks and however fast the machine
//! is, unless it stops after so many seconds. The schedule is chosen such that measuring costs about a tenth of training;
//! slices keep memory and the wait for a pause small.
//!
//! **The reported training loss is that of the data.** What L1 and L2 add to the gradient is not counted in.
//!
//! **Samples stay on the host as bytes**; some twenty batches at a time are gathered in the epoch's order and uploaded
//! together. A whole data set on the Device as floats would take four times the memory and come near the limits of a
//! GPU binding, and gathering costs a few per cent of the smallest network's step.
//!
//! **Looking is paid for by time.** The worker's loop measures what a report with its charts costs and waits a multiple
//! of it, so that training keeps most of the processor whatever is drawn; numbers do not depend on it. Checkpoints to go
//! on from come less often as they grow ([`pacing`]): at most a second of learning is lost with a worker, or with a
//! large network so much that saving takes no more than some four per cent of the time, and never more than a minute.
//!
//! **Validation is at most 512 samples held out of the training data**, measured during training. The test set is
//! measured when training rests or when somebody asks, never in passing: who watches it while tuning tunes on it, and
//! then it says nothing any more about samples that were never seen. Labels say which is which.
//!
//! **The last batch of an epoch is smaller**, as PyTorch's `DataLoader` has it: every sample is trained on. Only where
//! batch norm would get a single value of a feature is that sample left out, and that is said.
//!
//! **What comes from outside is bounded in one place**, [`bounds`], whichever way it comes; what another version wrote
//! is read as far as it is known; and an experiment that would need more memory than a browser has is refused from its
//! description, with the number ([`cost`]). A foreign text in a message passes through [`text::quoted`].
//!
//! # What it does not do
//!
//! No threads and no shared memory (they need headers that documentation sites cannot set). No autotuning on the GPU:
//! it would run every candidate ten times with clocks that browsers round. No graph editor, no import of foreign
//! networks. It does not compete with a workstation: it shows learning, honestly, where people are.

pub mod bounds;
pub mod catalog;
pub mod data;
pub mod datasets;
pub mod error;
pub mod inspect;
pub mod json;
pub mod listing;
pub mod network;
pub mod optim;
pub mod params;
pub mod protocol;
pub mod random;
pub mod recipe;
pub mod running;
pub mod samples;
pub mod shape;
pub mod text;
pub mod training;
#[cfg(target_arch = "wasm32")]
pub mod web;
