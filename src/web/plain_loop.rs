//! The baseline of the measuring command: the shortest loop that trains the same two networks on burn, with no
//! Session, no reports and no charts around it.

use burn::tensor::activation::{log_softmax, relu};
use burn::tensor::module::{conv2d, linear, max_pool2d};
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Device, Tensor, TensorData};
use wasm_bindgen::prelude::*;

use super::{clock, device};
use crate::random;

const BATCH: usize = 64;

type Forward = fn(Tensor<2>, &[Tensor<1>]) -> Tensor<2>;

/// Milliseconds a step of `mlp` (784-128-10, SGD 0.1) or `lenet` (momentum 0.9, rate 0.01), batch 64, over so many
/// steps after as many to warm up. On the processor, where a step is over when it returns.
#[wasm_bindgen]
pub async fn plain_loop(network: String, steps: u32) -> Result<f64, JsValue> {
    let (shapes, forward, rate, momentum): (&[usize], Forward, f64, f64) = match network.as_str() {
        "mlp" => (&[784 * 128, 128, 128 * 10, 10], mlp, 0.1, 0.0),
        "lenet" => (
            &[
                6 * 25,
                6,
                16 * 6 * 25,
                16,
                400 * 120,
                120,
                120 * 84,
                84,
                84 * 10,
                10,
            ],
            lenet,
            0.01,
            0.9,
        ),
        _ => return Err("mlp or lenet".into()),
    };
    let chosen = device::choose()
        .await
        .map_err(|error| JsValue::from(error.to_string()))?;
    let plain = chosen.device;
    let device = plain.clone().autodiff();
    let mut weights: Vec<Tensor<1>> = shapes
        .iter()
        .map(|&len| noise(len, 0.05, &device).require_grad())
        .collect();
    let mut velocities: Vec<Tensor<1>> = shapes
        .iter()
        .map(|&len| Tensor::zeros([len], &plain))
        .collect();
    let inputs = noise(16 * BATCH * 784, 1.0, &device).reshape([16 * BATCH, 784]);
    let classes: Vec<f32> = (0..16 * BATCH).map(|index| (index % 10) as f32).collect();
    let classes = Tensor::<2>::from_data(TensorData::new(classes, [16 * BATCH, 1]), &device);
    let mut began = 0.0;
    for step in 0..2 * steps as usize {
        if step == steps as usize {
            began = clock::now();
        }
        let at = step % 16 * BATCH;
        let logits = forward(inputs.clone().narrow(0, at, BATCH), &weights);
        let right = classes.clone().narrow(0, at, BATCH).int();
        let loss = log_softmax(logits, 1).gather(1, right).mean().neg();
        let mut gradients = loss.backward();
        for (weight, velocity) in weights.iter_mut().zip(&mut velocities) {
            let Some(gradient) = weight.grad_remove(&mut gradients) else {
                continue;
            };
            let change = if momentum == 0.0 {
                gradient
            } else {
                *velocity = velocity.clone() * momentum + gradient;
                velocity.clone()
            };
            *weight = Tensor::from_inner(weight.clone().inner() - change * rate).require_grad();
        }
    }
    Ok((clock::now() - began) / f64::from(steps))
}

fn noise(len: usize, size: f32, device: &Device) -> Tensor<1> {
    use rand::RngExt;
    let mut rng = random::generator(1, "plain loop", len as u64);
    let values: Vec<f32> = (0..len)
        .map(|_| size * (rng.random::<f32>() - 0.5))
        .collect();
    Tensor::from_data(TensorData::new(values, [len]), device)
}

fn dense(x: Tensor<2>, weights: &[Tensor<1>], shape: [usize; 2]) -> Tensor<2> {
    linear(
        x,
        weights[0].clone().reshape(shape),
        Some(weights[1].clone()),
    )
}

fn mlp(x: Tensor<2>, weights: &[Tensor<1>]) -> Tensor<2> {
    let hidden = relu(dense(x, weights, [784, 128]));
    dense(hidden, &weights[2..], [128, 10])
}

fn lenet(x: Tensor<2>, weights: &[Tensor<1>]) -> Tensor<2> {
    let conv = |x: Tensor<4>, at: usize, shape: [usize; 4], padding: usize| {
        let options = ConvOptions::new([1, 1], [padding, padding], [1, 1], 1);
        let weight = weights[at].clone().reshape(shape);
        let maps = conv2d(x, weight, Some(weights[at + 1].clone()), options);
        max_pool2d(relu(maps), MaxPoolOptions::new([2, 2]))
    };
    let maps = conv(x.reshape([BATCH, 1, 28, 28]), 0, [6, 1, 5, 5], 2);
    let maps = conv(maps, 2, [16, 6, 5, 5], 0);
    let hidden = relu(dense(maps.reshape([BATCH, 400]), &weights[4..], [400, 120]));
    let hidden = relu(dense(hidden, &weights[6..], [120, 84]));
    dense(hidden, &weights[8..], [84, 10])
}
