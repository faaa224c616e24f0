//! What a [`super::driver::Driver`] needs of its surroundings: time, an outbox, downloads, a canvas.
//!
//! A host keeps the messages that have come until the driver asks for one. The driver runs on one thread and never
//! blocks it: whatever may take long is awaited.

use burn::tensor::Device;

use crate::error::Error;
use crate::inspect::form::Form;
use crate::inspect::view::ViewRequest;
use crate::protocol::{Adapter, Command, Event};

/// What reaches the driver.
#[derive(Debug)]
pub enum Message {
    /// From whoever runs the experiments.
    Command(Command),
    /// A time has passed that the driver waited for.
    Woken,
    /// A data file that was asked for, or why it did not come.
    Arrived {
        file: &'static str,
        bytes: Result<Vec<u8>, Error>,
    },
}

/// The Device that experiments are trained on, without autodiff.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub device: Device,
    /// `cpu` or `gpu`; on a GPU steps are queued, not done when they return.
    pub word: &'static str,
    pub adapter: Option<Adapter>,
}

/// Work on the Device that was just done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Work<'a> {
    /// One update.
    Step,
    /// A slice of held-out samples was measured.
    Evaluation,
    /// The losses of these steps were read, in turn.
    Losses(&'a [f32]),
    /// Outputs for an input were read; what a view reads is not told.
    Outputs,
    /// One more token of each text was written.
    Tokens,
    /// A Checkpoint of so many bytes was made.
    Checkpoint(usize),
}

/// The surroundings of a driver.
pub trait Host {
    /// A picture that travels beside its event.
    type Bitmap;

    /// Milliseconds since some moment in the past; never less than before.
    fn now(&self) -> f64;

    /// Tells an event.
    fn emit(&self, event: Event);

    /// Tells [`Event::Shown`] with its picture, where it has one.
    fn emit_picture(&self, event: Event, bitmap: Option<Self::Bitmap>);

    /// Draws a form for [`Host::emit_picture`], and notes in it where the plot lies.
    ///
    /// # Errors
    /// Why it could not be drawn, for the log.
    fn draw(&self, request: &ViewRequest, form: &mut Form) -> Result<Self::Bitmap, String>;

    /// Begins to fetch files one after another; each arrives as [`Message::Arrived`]. `session` hears of the bytes.
    fn download(&self, session: u32, files: Vec<&'static str>);

    /// Fetches a file once more after so many seconds, past what may be stored of it.
    fn download_later(&self, session: u32, file: &'static str, seconds: f64);

    /// Ends the waits of [`Host::download_later`].
    fn hurry(&self);

    /// A message that has come, if there is one.
    fn take(&self) -> Option<Message>;

    /// Waits for a message; where `most` is given, no longer than so many milliseconds, after which there is
    /// [`Message::Woken`]. None where no message can come any more: the driver ends.
    fn wait(&self, most: Option<f64>) -> impl Future<Output = Option<Message>>;

    /// Lets messages come that wait outside, between two slices of work.
    fn turn(&self) -> impl Future<Output = ()>;

    /// GPU dispatches so far, where somebody counts them.
    fn dispatches(&self) -> Option<f64> {
        None
    }

    /// Whether Checkpoints to go on from are told ([`Event::Saved`]); where not, none is made unasked.
    fn saves(&self) -> bool {
        true
    }

    /// Hears of all work on the Device.
    fn did(&self, work: Work<'_>) {
        let _ = work;
    }
}
