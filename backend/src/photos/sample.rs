//! A picture for canaries: small, and of other pixels each time.

use crate::problem::{Answer, Problem};
use jpeg_encoder::{ColorType, Encoder};
use shared::clock::{Entropy, draw};

const SIDE: u16 = 64;
const QUALITY: u8 = 80;

pub fn sample(entropy: &dyn Entropy) -> Answer<Vec<u8>> {
    let [red, green, blue] = draw::<3>(entropy);
    let side = usize::from(SIDE);
    let pixels: Vec<u8> = (0..side * side)
        .flat_map(|at| {
            let shade = u8::try_from((at % side) * 2).unwrap_or(u8::MAX);
            [red.wrapping_add(shade), green, blue.wrapping_sub(shade)]
        })
        .collect();
    let mut file = Vec::new();
    Encoder::new(&mut file, QUALITY).encode(&pixels, SIDE, SIDE, ColorType::Rgb).map_err(Problem::internal)?;
    Ok(file)
}
