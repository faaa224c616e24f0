//! What training will need, estimated from the network's description before any of it is made: bytes, operations, and
//! from these whether it can run here at all.
//!
//! Counted are the numbers that are alive at the same time, four bytes each: weights, what the optimizer remembers of
//! them, what forward keeps for backward ([`Layer::kept`]), what a layer works with ([`Layer::working`]), and the copies
//! of which a Checkpoint is made. `tests/cost.rs` compares the estimates with what is really allocated.

use crate::bounds;
use crate::error::{Error, Result};
use crate::network::layers::{Layer, ParameterSpec};
use crate::say;
use crate::shape::size;
use crate::text::{Text, bytes};

/// Copies of weights, optimizer state and best weights that are alive beside them while a Checkpoint is written.
const SAVING: f64 = 2.25;

/// Numbers for each weight that a step needs: its gradient, and its new value beside the old one.
const UPDATING: f64 = 2.0;

/// Bytes of a number.
const NUMBER: f64 = 4.0;

/// Multiply-adds a second of WebAssembly with SIMD on one core of a processor of these years, from products of matrices
/// as a step has them (measured: 5 to 16 thousand million). A phone has half or a quarter of it.
pub const PROCESSOR: f64 = 4e9;

/// The same of a graphics card, for the slowest on which it pays.
pub const GRAPHICS: f64 = 1e11;

/// What one network needs to be trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Numbers that stay: weights, what the optimizer remembers of them, and the best weights of early stopping.
    state: f64,
    /// Numbers that are learnt.
    learnt: f64,
    /// Numbers that a step keeps of one sample.
    sample: f64,
    /// Multiply-adds of one sample in a step.
    operations: f64,
}

impl Cost {
    /// Of a network for samples of `inputs` numbers each. The optimizer keeps `state_tensors` tensors of each weight's
    /// size; `keeps_best` where early stopping keeps the best weights.
    pub fn of(
        network: &dyn Layer,
        inputs: &[usize],
        state_tensors: usize,
        keeps_best: bool,
    ) -> Self {
        let specs = network.parameters();
        let count = |specs: &mut dyn Iterator<Item = &ParameterSpec>| -> f64 {
            specs.map(|spec| size(&spec.shape)).sum()
        };
        let weights = count(&mut specs.iter());
        let copies = 1 + state_tensors + usize::from(keeps_best);
        Self {
            state: weights * copies as f64,
            learnt: count(&mut specs.iter().filter(|spec| spec.role.learnt())),
            // The rows as they were gathered, and as a batch of their own.
            sample: 2.0 * size(inputs) + network.kept() + network.working(),
            operations: backward_too(network.operations()),
        }
    }

    /// Bytes that are needed at once, in steps on so many samples or to save what they brought.
    pub fn memory(&self, batch: usize) -> f64 {
        let step = UPDATING * self.learnt + batch as f64 * self.sample;
        NUMBER * (self.state + step.max(SAVING * self.state))
    }

    /// Bytes of a Checkpoint.
    pub fn checkpoint(&self) -> f64 {
        NUMBER * self.state
    }

    /// Seconds that a step on so many samples takes, at so many multiply-adds a second.
    pub fn seconds(&self, batch: usize, speed: f64) -> f64 {
        batch as f64 * self.operations / speed
    }

    /// Refuses what needs more than [`bounds::MEMORY`], with the number and what would help.
    ///
    /// # Errors
    /// `too_much_memory`.
    pub fn check(&self, batch: usize) -> Result<()> {
        let needed = self.memory(batch);
        if needed <= bounds::MEMORY {
            return Ok(());
        }
        let beside = self.state + UPDATING * self.learnt;
        let fits = ((bounds::MEMORY / NUMBER - beside) / self.sample).floor();
        let saved = NUMBER * (1.0 + SAVING) * self.state <= bounds::MEMORY;
        let (key, help) = if fits >= 1.0 && saved {
            (
                "batch",
                say!(
                    "A batch of at most {fits} fits; fewer units or filters would help too.",
                    "批量不超过 {fits} 即可；减少单元或卷积核也有帮助。"
                ),
            )
        } else {
            (
                "network.layers",
                Text::new(
                    "Fewer units, filters or layers would help.",
                    "请减少单元、卷积核或层。",
                ),
            )
        };
        let (needed, most) = (bytes(needed), bytes(bounds::MEMORY));
        let (en, zh) = (help.en, help.zh);
        Err(Error::new(
            key,
            "too_much_memory",
            say!(
                "Training this would take about {needed} of memory; at most {most} can be counted on in a browser. {en}",
                "训练它约需 {needed} 内存，而浏览器中最多只能指望 {most}。{zh}"
            ),
        ))
    }
}

/// Multiply-adds of forward and backward: backward costs twice what forward does, one product for the gradient of the
/// weights and one for that of the input.
pub fn backward_too(forward: f64) -> f64 {
    3.0 * forward
}

/// Why a step that is expected to take so many seconds does not begin by itself; none where it does.
pub fn waits(seconds: f64) -> Option<Text> {
    let about = if seconds < 120.0 {
        say!("{seconds:.0} seconds", "{seconds:.0} 秒")
    } else {
        let minutes = seconds / 60.0;
        say!("{minutes:.0} minutes", "{minutes:.0} 分钟")
    };
    let (en, zh) = (about.en, about.zh);
    (seconds > bounds::STEP_SECONDS).then(|| {
        say!(
            "One step of this network is expected to take about {en} here, so training does not begin by itself. A smaller batch or network would be faster.",
            "此网络的一步在这里预计约需 {zh}，因此不会自动开始训练。减小批量或网络会更快。"
        )
    })
}
