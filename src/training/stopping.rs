//! When training is over: the Recipe's epochs, steps and targets, early stopping, a loss that is no number.
//!
//! What was measured on the validation sample decides at the end of an epoch, never the test set.

use burn::tensor::Tensor;

use super::metrics::Score;
use super::position::Position;
use crate::recipe::Recipe;
use crate::say;
use crate::text::{Text, count, short};

/// The best end of an epoch so far, for early stopping.
pub struct Best {
    /// Validation loss.
    pub loss: f32,
    pub epoch: u64,
    pub weights: Vec<Tensor<1>>,
}

/// What decides whether training goes on.
#[derive(Default)]
pub struct Stopping {
    /// An epoch is over and was not judged yet.
    pub judging: bool,
    /// The best end of an epoch so far; none without early stopping.
    pub best: Option<Best>,
    /// The step after which early stopping went back to the best weights: what was measured there is of others.
    restored: Option<u64>,
    /// Why training is over, where what was measured decided it.
    over: Option<Text>,
}

impl Stopping {
    /// Whether what was measured has ended training.
    pub fn is_over(&self) -> bool {
        self.over.is_some()
    }

    /// Why training is over; none while it is not.
    pub fn reason(&self, recipe: &Recipe, position: Position) -> Option<Text> {
        if self.over.is_some() {
            return self.over.clone();
        }
        let Recipe { epochs, steps, .. } = *recipe;
        if epochs != 0 && position.epoch >= u64::from(epochs) {
            let plural = if epochs == 1 { " is" } else { "s are" };
            return Some(say!(
                "{epochs} epoch{plural} done.",
                "{epochs} 轮训练已完成。"
            ));
        }
        if steps != 0 && position.step >= steps {
            let plural = if steps == 1 { " is" } else { "s are" };
            return Some(say!("{steps} step{plural} done.", "{steps} 步训练已完成。"));
        }
        None
    }

    /// Goes on after something was changed: whoever changes something wants that.
    pub fn go_on(&mut self) {
        self.over = None;
    }

    /// Whether the weights after this step were replaced by the best ones.
    pub fn restored_at(&self, step: u64) -> bool {
        self.restored == Some(step)
    }

    /// Ends training where a loss is no number: nothing follows from it.
    pub fn watch(&mut self, losses: &[f32]) {
        if losses.iter().any(|loss| !loss.is_finite()) {
            self.over = Some(say!(
                "Stopped: the loss is NaN or infinite (training diverged).",
                "损失变为 NaN 或无穷大（训练发散），训练已停止。"
            ));
        }
    }

    /// Says at the end of an epoch whether to go on, from the score of these weights: the targets of the Recipe, and
    /// early stopping (Prechelt 1998), which gives the best weights back to go on from. Elsewhere it says nothing.
    pub fn judge(
        &mut self,
        recipe: &Recipe,
        position: Position,
        score: &Score,
        weights: Vec<Tensor<1>>,
    ) -> Option<Vec<Tensor<1>>> {
        if !std::mem::take(&mut self.judging) {
            return None;
        }
        let Recipe {
            target_loss,
            target_accuracy,
            patience,
            ..
        } = *recipe;
        let (loss, epoch) = (score.loss, position.epoch);
        if target_loss > 0.0 && f64::from(loss) <= target_loss {
            let read = short(loss);
            self.over = Some(say!(
                "The validation loss is {read}: the target is reached.",
                "验证损失为 {read}：已达到目标。"
            ));
        }
        let accuracy = f64::from(score.accuracy.unwrap_or(0.0));
        if target_accuracy > 0.0 && accuracy >= target_accuracy {
            let percent = accuracy * 100.0;
            self.over = Some(say!(
                "The validation accuracy is {percent:.1}%: the target is reached.",
                "验证准确率为 {percent:.1}%：已达到目标。"
            ));
        }
        if patience == 0 {
            return None;
        }
        let better = |best: &Best| loss < best.loss;
        if loss.is_finite() && self.best.as_ref().is_none_or(better) {
            self.best = Some(Best {
                loss,
                epoch,
                weights,
            });
            return None;
        }
        let best = self.best.as_ref()?;
        if epoch < best.epoch + u64::from(patience) {
            return None;
        }
        let (best_loss, best_epoch) = (short(best.loss), best.epoch);
        let epochs = count(patience.into(), "epoch", "epochs");
        self.over = Some(say!(
            "Early stopping: no better validation loss for {epochs}. The weights of epoch {best_epoch} (loss {best_loss}) are back.",
            "早停：验证损失已有 {patience} 轮没有改善。已恢复第 {best_epoch} 轮的权重（损失 {best_loss}）。"
        ));
        self.restored = Some(position.step);
        Some(best.weights.clone())
    }
}
