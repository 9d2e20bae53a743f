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
        luma.extend(row.iter().map(|pixel| pixel[0]));
        // The encoder looks at the colour of even rows only, and below the picture at its last row again.
        let last = self.height - 1;
        if y % 2 == 1 && y != last {
            blue.resize(luma.len(), 0);
            red.resize(luma.len(), 0);
            return;
        }
        let below = self.row(last.min(y + 1));
        let mean = |channel: usize| {
            move |(upper, lower): (&[[u8; 3]; 2], &[[u8; 3]; 2])| {
                let sum: u16 = [upper[0], upper[1], lower[0], lower[1]].map(|p| u16::from(p[channel])).iter().sum();
                [((sum + 2) / 4) as u8; 2]
            }
        };
        let (upper, upper_odd) = row.as_chunks();
        let (lower, lower_odd) = below.as_chunks();
        for (samples, channel) in [(blue, 1), (red, 2)] {
            samples.extend(upper.iter().zip(lower).flat_map(mean(channel)));
            samples.extend(upper_odd.iter().zip(lower_odd).map(|(a, b)| a[channel].midpoint(b[channel])));
        }
    }
}
