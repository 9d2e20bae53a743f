//! A little work, or a little patience, asked of strangers while a venue is flooded: what a person never notices costs whoever sends
//! thousands their time. Never asked for what is most urgent, nor of who signed in; and waiting is always as good as working.

use crate::receipt::keyed;
use sha2::{Digest, Sha256};

/// Leading zero bits asked for just above the threshold, and at most: about 8 thousand and 500 thousand hashes, a blink and a second
/// or two of a telephone.
pub const BITS: std::ops::RangeInclusive<u32> = 13..=19;
/// Seconds of patience instead, for each bit above the least and for the least.
const WAIT_LEAST_S: u32 = 3;
const WAIT_EACH_S: u32 = 2;
/// A challenge is good for so many seconds.
pub const LIVES_S: i64 = 600;
/// Hexadecimal letters of a challenge's tag.
const TAG: usize = 32;

/// How much work is asked for at so many writes a minute, where `above` is what a venue bears without asking; each doubling adds a bit.
/// `None` asks for nothing; an `above` of 0 never asks.
pub fn bits(load: u32, above: u32) -> Option<u32> {
    if above == 0 || load <= above {
        return None;
    }
    Some((BITS.start() + (load / above).ilog2()).min(*BITS.end()))
}

/// Seconds after which the same report is taken without any work.
pub fn wait_s(bits: u32) -> u32 {
    WAIT_LEAST_S + WAIT_EACH_S * bits.saturating_sub(*BITS.start())
}

/// The challenge for one report, named by its key's hash: its time, the bits asked for, and a tag. Nothing is stored for it.
pub fn challenge(secret: &[u8; 32], key: &[u8; 32], at: i64, bits: u32) -> String {
    let tag = keyed(secret, &[b"work", key, &at.to_be_bytes(), &bits.to_be_bytes()]);
    let tag: String = tag.iter().take(TAG / 2).map(|byte| format!("{byte:02x}")).collect();
    format!("{at}.{bits}.{tag}")
}

/// Whether `proof` (a challenge, a full stop, and digits) answers a challenge of ours for this report that is not too old.
pub fn holds(secret: &[u8; 32], key: &[u8; 32], proof: &str, now: i64) -> bool {
    let mut parts = proof.split('.');
    let (Some(at), Some(bits), Some(_), Some(nonce), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (Ok(at), Ok(bits)) = (at.parse::<i64>(), bits.parse::<u32>()) else { return false };
    let asked = challenge(secret, key, at, bits);
    let ours = proof.strip_suffix(nonce).and_then(|text| text.strip_suffix('.')) == Some(asked.as_str());
    let is_number = !nonce.is_empty() && nonce.len() <= 20 && nonce.bytes().all(|letter| letter.is_ascii_digit());
    ours && is_number && (at..=at + LIVES_S).contains(&now) && zeros(proof) >= bits
}

/// Leading zero bits of a text's SHA-256.
pub fn zeros(text: &str) -> u32 {
    let mut zeros = 0;
    for byte in Sha256::digest(text.as_bytes()) {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros
}

/// The first number that answers a challenge: what a client does.
pub fn solve(challenge: &str, bits: u32) -> String {
    let mut nonce = 0_u64;
    loop {
        let proof = format!("{challenge}.{nonce}");
        if zeros(&proof) >= bits {
            return proof;
        }
        nonce += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_asked_until_it_is_needed_and_more_the_worse_it_gets() {
        assert_eq!([bits(0, 100), bits(100, 100), bits(5_000, 0)], [None; 3]);
        assert_eq!([bits(101, 100), bits(200, 100), bits(400, 100)], [Some(13), Some(14), Some(15)]);
        assert_eq!(bits(u32::MAX, 1), Some(19));
        assert!(wait_s(19) <= 15, "nobody who cannot work waits long");
    }

    #[test]
    fn only_the_work_that_was_asked_for_this_report_counts() {
        let (secret, key) = ([7; 32], [1; 32]);
        let asked = challenge(&secret, &key, 1_000, 13);
        let proof = solve(&asked, 13);
        assert!(holds(&secret, &key, &proof, 1_000) && holds(&secret, &key, &proof, 1_600));
        assert!(!holds(&secret, &key, &proof, 1_601), "too old");
        assert!(!holds(&secret, &key, &proof, 999), "of tomorrow");
        assert!(!holds(&secret, &[2; 32], &proof, 1_000), "another report's");
        assert!(!holds(&[8; 32], &key, &proof, 1_000), "another server's");
        let easier = solve(&challenge(&[9; 32], &key, 1_000, 1), 1);
        for wrong in ["", "1.2", "a.b.c.d", asked.as_str(), &easier, &format!("{proof}.1"), &format!("{asked}.x")] {
            assert!(!holds(&secret, &key, wrong, 1_000), "{wrong}");
        }
        let idle = (0..).map(|nonce| format!("{asked}.{nonce}")).find(|proof| zeros(proof) < 13).unwrap();
        assert!(!holds(&secret, &key, &idle, 1_000), "no work in it");
    }
}
