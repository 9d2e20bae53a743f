//! A decoded picture: opaque, 8 bits a channel, channels interleaved, no gaps between rows.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    Grey,
    Rgb,
    /// As JPEG stores it. Staying in it saves converting every pixel twice.
    YCbCr,
}

impl Colour {
    pub(super) fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::Rgb | Self::YCbCr => 3,
        }
    }
}

#[derive(Debug)]
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) colour: Colour,
    pub(super) data: Vec<u8>,
}

impl Pixels {
    pub(super) fn row_bytes(&self) -> usize {
        self.width as usize * self.colour.channels()
    }
}

/// One sample laid over white: officers see what a viewer with a white page would show.
pub(super) fn over_white(sample: u8, alpha: u8) -> u8 {
    let (sample, alpha) = (u32::from(sample), u32::from(alpha));
    ((sample * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}
