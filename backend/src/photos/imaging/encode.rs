//! JPEG files of nothing but pixels: the only segments written are those the picture needs to be read.

use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, ImageBuffer, JpegColorType};

use super::ImagingError;
use super::pixels::{Colour, Pixels};

/// Weighs what libvips makes at 82 with its sharper filter, and is a little closer to the original.
const QUALITY: u8 = 83;

pub(super) fn encode(image: &Pixels) -> Result<Vec<u8>, ImagingError> {
    // A photo at this quality takes about a fifth of a byte a pixel; a guess too low only costs a copy.
    let mut file = Vec::with_capacity(image.data.len() / 12 + 1024);
    let mut encoder = Encoder::new(&mut file, QUALITY);
    // Averaging four pixels' colour, as libjpeg does: taking one of them shows as fringes on lettering.
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    match image.colour {
        Colour::Grey => encoder.encode(&image.data, side(image.width)?, side(image.height)?, ColorType::Luma),
        Colour::Rgb => encoder.encode(&image.data, side(image.width)?, side(image.height)?, ColorType::Rgb),
        Colour::YCbCr => {
            encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Nearest);
            encoder.encode_image(Averaged { width: side(image.width)?, height: side(image.height)?, data: &image.data })
        }
    }
    .map_err(|_| ImagingError::Undecodable)?;
    Ok(file)
}

fn side(length: u32) -> Result<u16, ImagingError> {
    u16::try_from(length).map_err(|_| ImagingError::TooLarge)
}

/// Hands rows to the encoder with the colour of each two by two pixels already averaged. The encoder would average
/// sample by sample, at several times the cost; told to take the nearest, it finds the mean where it looks.
struct Averaged<'a> {
    width: u16,
    height: u16,
    data: &'a [u8],
}

impl Averaged<'_> {
    fn row(&self, y: u16) -> &[[u8; 3]] {
        let width = usize::from(self.width);
        &self.data.as_chunks().0[usize::from(y) * width..][..width]
    }
}

impl ImageBuffer for Averaged<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, [luma, blue, red, _]: &mut [Vec<u8>; 4]) {
        let row = self.row(y);
        // In blocks, since the compiler then neither checks nor grows anything for a single sample.
        let (blocks, odd) = row.as_chunks::<BLOCK>();
        blocks.iter().for_each(|block| luma.extend_from_slice(&block.map(|pixel| pixel[0])));
        luma.extend(odd.iter().map(|pixel| pixel[0]));
        // The encoder looks at the colour of even rows only, and below the picture at its last row again.
        let last = self.height - 1;
        if y % 2 == 1 && y != last {
            blue.resize(luma.len(), 0);
            red.resize(luma.len(), 0);
            return;
        }
        let (blocks_below, odd_below) = self.row(last.min(y + 1)).as_chunks::<BLOCK>();
        for (upper, lower) in blocks.iter().zip(blocks_below) {
            blue.extend_from_slice(&means(upper, lower, 1));
            red.extend_from_slice(&means(upper, lower, 2));
        }
        // What is left over has no whole block to be read by: at most a few pixels at the right edge.
        for (pair, pair_below) in odd.chunks(2).zip(odd_below.chunks(2)) {
            for (samples, channel) in [(&mut *blue, 1), (&mut *red, 2)] {
                let sum: usize = pair.iter().chain(pair_below).map(|pixel| usize::from(pixel[channel])).sum();
                let mean = (sum + pair.len()) / (2 * pair.len());
                samples.extend(std::iter::repeat_n(mean as u8, pair.len()));
            }
        }
    }
}

/// Pixels handled at once.
const BLOCK: usize = 16;

/// One channel's mean of each two by two pixels, standing where both of its columns are.
fn means(upper: &[[u8; 3]; BLOCK], lower: &[[u8; 3]; BLOCK], channel: usize) -> [u8; BLOCK] {
    let mut samples = [0; BLOCK];
    for (pair, x) in samples.as_chunks_mut::<2>().0.iter_mut().zip((0..BLOCK).step_by(2)) {
        let sum: u16 =
            [upper[x], upper[x + 1], lower[x], lower[x + 1]].map(|pixel| u16::from(pixel[channel])).iter().sum();
        *pair = [((sum + 2) / 4) as u8; 2];
    }
    samples
}
