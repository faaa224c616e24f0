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
//!  │ nothing      │    Event     │        views ◀─── Timeline, Score ─▶ Checkpoint   │
//!  └──────────────┘              └───────────────────────────────────────────────────┘
//! ```
//!
//! A [`recipe::Recipe`] describes an experiment completely. A [`training::session::Session`] trains it: batches are
//! gathered on the host from [`data::Data`], one [`network::Network`] runs forward, burn runs backward, an optimizer of
//! [`optim::optimizers`] makes the step, and nothing is read from the Device until somebody looks. A
//! [`training::checkpoint::Checkpoint`] is everything needed to go on, on this Device or another, in this process or the
//! next.
//!
//! The same code is three programs: `worker_cpu` (burn's flex), `worker_gpu` (burn's wgpu; both wasm, started by
//! `www/js/worker.js`) and `downhill` (native). All three train by one [`running::driver::Driver`], each over a
//! [`running::host::Host`] of its own, and so do the tests, over one with a clock that they turn themselves.
//!
//! # Entry points
//!
//! - [`training::session::Session::step`]: the heart, some fifty lines.
//! - [`datasets::ALL`], [`network::layers::ALL`], [`optim::losses::ALL`]…: the list of a family stands beside it; an entry
//!   is a file and two lines. [`catalog`] assembles them for the page.
//! - [`protocol`]: all that page and worker say to each other.
//! - [`running::driver::Driver`]: training in slices, judging, measuring, reporting, saving.
//! - `web::start` (wasm only): the worker as a host. `src/bin/downhill`: the command line, another one.
//!
//! # Code map
//!
//! From the ground up: what stands in a row imports only rows above it (`tests/tidy/order.rs`), so that everything can
//! be read from the top without knowing what comes later.
//!
//! | where | what |
//! |---|---|
//! | [`text`], [`error`], [`random`], [`params`], [`shape`], [`features`], [`samples`], [`bounds`], [`json`], [`formats`] | the ground: two languages, what goes wrong, declared parameters, what a network is given of a point of the plane, inputs with what is right for each, how much of anything is read, bytes of files |
//! | [`datasets`] | one file each, and the list |
//! | [`data`] | split, order, shards, augmentation, facts; what a person writes, on the pad or in a picture file, made alike |
//! | [`operations`] | what layers, losses and optimizers are made of: burn's operations, and on the processor passes of our own with a gradient by hand (`kernels/`, a package of its own) |
//! | [`network`] | a network from its description, with shapes checked: layers, architectures, how weights start, presets, the notation of layers; one forward for training and looking ([`network::trace`]); what training will need ([`network::cost`]) |
//! | [`optim`] | what is descended, and how: losses, optimizers, schedules |
//! | [`recipe`] | the description of an experiment: its settings, its keys (read, set, declared), its link, the named ones |
//! | [`training`] | the Session and what it is made of: the feed of batches, evaluations, when to stop, the one read of the Device, its curves, its state at rest |
//! | [`inspect`] | what looks and changes nothing: views ([`inspect::view`]) with the forms that they show, symptoms, what a language model writes |
//! | [`protocol`], [`catalog`], [`listing`] | what crosses the boundary; everything that can be chosen, for the page and as a page to read |
//! | [`running`] | the one driver over a host: commands in, slices of training, events out |
//! | `web` | the only code that knows JavaScript: Device, canvas, clock, downloads: a host of the driver |
//!
//! # Two walks
//!
//! **The learning rate, from slider to optimizer.** The field of the catalog's parameter (`www/js/parts/param.js`) calls
//! `Actions.setValue`, which shows it at once and sends [`protocol::Command::Tune`] with the key `optimizer.rate`. The
//! driver hands it to [`training::session::Session::tune`]; [`recipe::keys::Key`] finds the parameter's declaration,
//! refuses what is out of range or cannot change while it trains, and sets it in the Recipe. The next
//! [`training::session::Session::step`] takes the rate from there. What stands now, Recipe and link, goes back in
//! [`protocol::Event::Tuned`].
//!
//! **A drawing, from pad to bars.** The pens (`www/js/ui/pointer-pen.js`) gather strokes, and `state/asking.js` sends
//! them with [`protocol::Command::Predict`], as it does with a point of the plane, a sample or a text. The driver keeps
//! them, to ask again after every report; [`data::drawing`] makes of them
//! a picture as the data set's are; [`training::session::Session::outputs`] runs it through the network and reads the
//! Device; probabilities follow from what the loss takes outputs for ([`optim::outputs`]).
//! [`protocol::Event::Predicted`] carries it to the bars (`panels/pad/prediction.js`).
//!
//! # Invariants
//!
//! `tests/tidy` holds most of these.
//!
//! 1. Only `web` knows JavaScript. Everything else builds and is tested natively.
//! 2. Only the types of [`protocol`] cross the boundary; `www/js/protocol.d.ts` is generated from them.
//! 3. [`training::session`] does no I/O and reads no clock. Same Recipe, seed and Device: same numbers, whatever the network or
//!    the screen does meanwhile. Every random number comes from [`random::generator`].
//! 4. The Device is read in one place, [`training::readback`]. A step awaits nothing.
//! 5. Recipe and Checkpoint are the state: starting a new worker from the last Checkpoint is always a right recovery.
//! 6. The page holds no list of what can be chosen: it renders [`catalog::catalog`].
//! 7. Nothing is fetched from another origin, nothing is sent anywhere, and storage is never needed.
//! 8. The page's own thread computes nothing.
//! 9. Every text exists in English and Chinese: a [`text::Text`] in one language cannot be written down.
//!
//! # Decisions worth knowing
//!
//! **Weights are flat.** Every parameter is a `Tensor<1>` that its layer reshapes; optimizers, Checkpoints and
//! gradients are one code for any rank, and a whole Checkpoint is one read.
//!
//! **Nearly everything is a layer of `sequential`**, recurrent layers, attention and transformer blocks too: one list,
//! one shape checker, one notation in links. The output layer is not listed, because it follows from the data.
//! Matrix factorisation, which multiplies what it looks up, is an architecture of its own.
//!
//! **On the processor an operation is one pass.** burn composes a layer of many operations, each with its own pass, its
//! allocations and its node for autodiff. What takes most of the time is computed at once instead, with a gradient by hand
//! ([`operations`], and `kernels/`, optimised for speed where the rest is optimised for size): layers, losses, the optimizer's
//! update in place. Where somebody looks inside, at a gate or at attention, and on WebGPU, burn composes it, and the tests
//! hold both to the same numbers.
//!
//! **Tokens are one-hot**, so that an embedding is a product and every layer for sequences reads text as it reads rows
//! of a picture. Vocabularies are small here, and gathering on the Device would need kernels of its own.
//!
//! **One timeline.** Every batch's loss goes into it, and whatever was measured on the way, as series of any width over
//! steps or epochs ([`training::timeline`]): validation, the accuracy of each class. Picture, table, cursor and legend
//! show these numbers, and a Checkpoint holds them, so that nothing is said of a step that was not measured, and an
//! opened Checkpoint knows its past.
//!
//! **Measuring follows from the run**, not from the clock: after which steps the validation sample is evaluated is a
//! function of batch and sizes ([`training::evaluation::Schedule`]), with classes at the ends of long epochs too, a step
//! is refused until that is done ([`training::session::Session::evaluate_slice`]), and symptoms, early stopping and
//! targets are read from just that. So the same Recipe has the same curves, is told the same and stops at the same step,
//! whoever looks and however fast the machine is, unless it stops after so many seconds. The schedule is chosen such that measuring costs about a tenth of training;
//! slices keep memory and the wait for a pause small.
//!
//! **The reported training loss is that of the data.** What L1 and L2 add to the gradient is not counted in.
//!
//! **Samples stay on the host as bytes**; some twenty batches at a time are gathered in the epoch's order and uploaded
//! together. A whole data set on the Device as floats would take four times the memory and come near the limits of a
//! GPU binding, and gathering costs a few per cent of the smallest network's step.
//!
//! **A view is a record.** It says on what it fits, what it wants read, and makes a [`inspect::form::Form`] of what was
//! read, which carries axes, key, sentence and table, so that picture, legend, cursor, SVG and CSV say the same. What all
//! views on screen want is read from the Device at once ([`inspect::reading`]). Driver, protocol and page know no view by
//! its name.
//!
//! **Looking is paid for by time.** The worker's loop measures what a report with its views costs and waits a multiple
//! of it, so that training keeps most of the processor whatever is drawn; numbers do not depend on it. Checkpoints to go
//! on from come less often as they grow ([`running::pacing`]): at most a second of learning is lost with a worker, or with a
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
//! description, with the number ([`network::cost`]). A foreign text in a message passes through [`text::quoted`].
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
pub mod features;
pub mod formats;
pub mod inspect;
pub mod json;
pub mod listing;
pub mod network;
pub mod operations;
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
