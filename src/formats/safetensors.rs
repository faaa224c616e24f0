//! Tensors of safetensors files, beside what the crate of that name does.

/// The numbers of a tensor of 32-bit floats, which the format keeps as little-endian bytes.
pub fn floats(bytes: &[u8]) -> Vec<f32> {
    let (words, _) = bytes.as_chunks();
    words.iter().map(|&word| f32::from_le_bytes(word)).collect()
}
