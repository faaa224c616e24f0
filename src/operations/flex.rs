//! Operations of [`kernels`] as tensors of burn's flex, with and without autodiff, through burn's door for extensions
//! (feature `extension`).

use std::fmt;

use burn::backend::autodiff::NodeId;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops};
use burn::backend::flex::FlexTensor;
use burn::backend::tensor::FloatTensor;
use burn::backend::{
    Autodiff, BackendTensor, DispatchAutodiffContext, DispatchTensor, DispatchTensorKind, Flex,
};
use burn::tensor::{Shape, Tensor, TensorData};
use kernels::Operation;

/// Whether a tensor is flex's; always, where there is no other Device.
pub fn holds<const D: usize>(tensor: &Tensor<D>) -> bool {
    #[cfg(test)]
    if composed::FORCED.get() {
        return false;
    }
    #[cfg(feature = "gpu")]
    return match tensor.clone().into_dispatch().kind {
        DispatchTensorKind::Flex(_) => true,
        DispatchTensorKind::Autodiff(kind) => matches!(*kind, DispatchTensorKind::Flex(_)),
        _ => false,
    };
    #[cfg(not(feature = "gpu"))]
    {
        let _ = tensor;
        true
    }
}

/// The operation of these inputs, which flex holds, as a tensor of the given shape. Where one of them is on autodiff, so is
/// the output, as a single node of the graph.
pub fn apply<const N: usize, const D: usize, O: Operation<N>>(
    operation: O,
    inputs: [DispatchTensor; N],
    shape: [usize; D],
) -> Tensor<D> {
    let contexts = inputs.iter().map(|input| input.autodiff);
    let context = contexts.fold(DispatchAutodiffContext::Disabled, |all, one| all.merge(one));
    let kind = if context == DispatchAutodiffContext::Disabled {
        let inputs = inputs.map(|input| contiguous(flex(input.kind).float()));
        let (output, _) = operation.forward(inputs.each_ref().map(numbers));
        DispatchTensorKind::Flex(BackendTensor::Float(flex_tensor(output, shape.into())))
    } else {
        let output = recorded(operation, inputs.map(autodiff_tensor), shape.into());
        let kind = DispatchTensorKind::Flex(BackendTensor::Autodiff(output));
        DispatchTensorKind::Autodiff(Box::new(kind))
    };
    Tensor::from_dispatch(DispatchTensor {
        kind,
        autodiff: context,
    })
}

/// The operation of inputs on autodiff: the output, as a node after its inputs' nodes.
fn recorded<const N: usize, O: Operation<N>>(
    operation: O,
    inputs: [FloatTensor<Autodiff<Flex>>; N],
    shape: Shape,
) -> FloatTensor<Autodiff<Flex>> {
    let nodes = inputs.each_ref().map(FloatTensor::<Autodiff<Flex>>::node);
    let inputs = inputs.map(|input| contiguous(input.into_primitive()));
    let shapes = inputs
        .each_ref()
        .map(|input| input.layout().shape().clone());
    let (output, saved) = operation.forward(inputs.each_ref().map(numbers));
    let output = flex_tensor(output, shape);
    let mut reads = O::READS_INPUTS.into_iter();
    let inputs = inputs.map(|input| reads.next().unwrap_or(true).then_some(input));
    let kept = O::READS_OUTPUT.then(|| output.clone());
    let backward = move |gradient: FlexTensor, wanted: [bool; N]| {
        let inputs = (inputs.each_ref()).map(|input| input.as_ref().map_or(&[][..], numbers));
        let kept = kept.as_ref().map_or(&[][..], numbers);
        let gradients = operation.backward(inputs, kept, saved, vector(gradient), wanted);
        let mut shapes = shapes.into_iter();
        gradients.map(|gradient| {
            let shape = shapes.next()?;
            Some(flex_tensor(gradient?, shape))
        })
    };
    let step = Step(Box::new(backward)).prepare::<NoCheckpointing>(nodes);
    step.compute_bound().stateless(output)
}

/// Changes numbers in place, from others of the same length: a tensor and the optimizer's state of it, by `by`. None of them is
/// on autodiff. What another tensor shares is copied before.
pub fn change(
    tensor: Tensor<1>,
    by: Tensor<1>,
    state: &mut [Tensor<1>],
    change: impl FnOnce(&mut [f32], &[f32], &mut [&mut [f32]]),
) -> Tensor<1> {
    let mut tensor = whole(primitive(tensor));
    let by = contiguous(primitive(by));
    let taken = state
        .iter_mut()
        .map(|tensor| std::mem::replace(tensor, nothing()));
    let mut changed: Vec<FlexTensor> = taken.map(|tensor| whole(primitive(tensor))).collect();
    let mut numbers_of: Vec<&mut [f32]> = changed.iter_mut().map(FlexTensor::storage_mut).collect();
    change(tensor.storage_mut(), numbers(&by), &mut numbers_of);
    for (tensor, changed) in state.iter_mut().zip(changed) {
        *tensor = plain(changed);
    }
    plain(tensor)
}

/// The gradients of an operation's inputs, of those that are wanted, from that of its output.
type Gradient<const N: usize> =
    Box<dyn FnOnce(FlexTensor, [bool; N]) -> [Option<FlexTensor>; N] + Send>;

/// The way back through an operation.
struct Step<const N: usize>(Gradient<N>);

impl<const N: usize> fmt::Debug for Step<N> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Step")
    }
}

impl<const N: usize> Backward<Flex, N> for Step<N> {
    type State = ();

    fn backward(self, ops: Ops<(), N>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = gradients.consume::<Flex>(&ops.node);
        let parents: [Option<NodeId>; N] = ops.parents.map(|parent| Some(parent?.id));
        let found = (self.0)(gradient, parents.map(|parent| parent.is_some()));
        for (parent, gradient) in parents.into_iter().zip(found) {
            if let (Some(parent), Some(gradient)) = (parent, gradient) {
                gradients.register::<Flex>(parent, gradient);
            }
        }
    }
}

/// A tensor on autodiff; one that is not becomes a constant.
fn autodiff_tensor(tensor: DispatchTensor) -> FloatTensor<Autodiff<Flex>> {
    match flex(tensor.kind) {
        BackendTensor::Autodiff(tensor) => tensor,
        constant => FloatTensor::<Autodiff<Flex>>::new(constant.float()),
    }
}

/// Flex's part of a tensor.
fn flex(kind: DispatchTensorKind) -> BackendTensor<Flex> {
    match kind {
        DispatchTensorKind::Flex(tensor) => tensor,
        DispatchTensorKind::Autodiff(kind) => flex(*kind),
        #[cfg(feature = "gpu")]
        _ => panic!("a tensor of another Device"),
    }
}

/// The tensor of flex in one without autodiff.
fn primitive(tensor: Tensor<1>) -> FlexTensor {
    flex(tensor.into_dispatch().kind).float()
}

/// The tensor of flex without autodiff.
fn plain(tensor: FlexTensor) -> Tensor<1> {
    Tensor::from_primitive::<Flex>(tensor)
}

/// Stands where a tensor was that is being changed.
fn nothing() -> Tensor<1> {
    plain(flex_tensor(Vec::new(), Shape::from([0])))
}

/// The same numbers, one after the other.
fn contiguous(tensor: FlexTensor) -> FlexTensor {
    if tensor.is_contiguous() {
        tensor
    } else {
        tensor.to_contiguous()
    }
}

/// The same numbers, with no others in its memory.
fn whole(tensor: FlexTensor) -> FlexTensor {
    let layout = tensor.layout();
    if tensor.is_contiguous() && size_of::<f32>() * layout.num_elements() == tensor.bytes().len() {
        return tensor;
    }
    let shape = layout.shape().clone();
    flex_tensor(vector(tensor), shape)
}

/// The numbers of a contiguous tensor.
fn numbers(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().expect("contiguous, and of f32")
}

/// Its numbers to be changed: the same, where nothing else shares them.
fn vector(tensor: FlexTensor) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("of f32")
}

fn flex_tensor(numbers: Vec<f32>, shape: Shape) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(numbers, shape))
}

/// For the tests that compare: what burn's operations compose instead.
#[cfg(test)]
pub mod composed {
    use std::cell::Cell;

    thread_local! {
        pub(super) static FORCED: Cell<bool> = const { Cell::new(false) };
    }

    /// Does `work` without any operation of `kernels`.
    pub fn only<R>(work: impl FnOnce() -> R) -> R {
        FORCED.set(true);
        let result = work();
        FORCED.set(false);
        result
    }
}
