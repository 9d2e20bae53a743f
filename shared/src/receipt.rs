//! The receipt: a reporter's only key to their report.
//!
//! 28 Crockford base-32 characters in seven groups of four: 27 carry 135 bits of key, the last one is a check character, so
//! that a phone can say at once that a receipt was mistyped. It is derived from the venue and the Idempotency-Key, so that a
//! replayed request computes it again; the server stores only its hash.

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const KEY_CHARS: usize = 27;
const CHARS: usize = KEY_CHARS + 1;
const GROUP: usize = 4;
/// A prime, so that no position's weight hides a wrong character.
const CHECK_MODULUS: usize = 31;

/// A well-formed receipt: 28 characters, upper case, no dashes, check character right.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    #[error("a receipt has 28 letters and digits")]
    Length,
    #[error("a receipt holds only digits and letters without I, L, O and U")]
    Letter,
    #[error("the receipt is mistyped")]
    Check,
}

impl Receipt {
    /// The receipt of the report sent to `venue` under `idempotency_key`.
    pub fn derive(server_key: &[u8; 32], venue: &str, idempotency_key: &str) -> Self {
        let tag = keyed(server_key, &[b"receipt", venue.as_bytes(), idempotency_key.as_bytes()]);
        let mut values = [0u8; KEY_CHARS];
        for (i, value) in values.iter_mut().enumerate() {
            *value = five_bits(&tag, i * 5);
        }
        let mut text: String = values.iter().map(|v| char::from(ALPHABET[usize::from(*v)])).collect();
        text.push(char::from(ALPHABET[check(&values)]));
        Self(text)
    }

    /// Reads what a person typed: any case, dashes and spaces anywhere, `O` for `0`, `I` and `L` for `1`.
    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        let mut values = Vec::with_capacity(CHARS);
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            values.push(value(c).ok_or(ReceiptError::Letter)?);
            if values.len() > CHARS {
                return Err(ReceiptError::Length);
            }
        }
        let [key @ .., last] = values.as_slice() else { return Err(ReceiptError::Length) };
        if key.len() != KEY_CHARS {
            return Err(ReceiptError::Length);
        }
        if check(key) != usize::from(*last) {
            return Err(ReceiptError::Check);
        }
        Ok(Self(values.iter().map(|v| char::from(ALPHABET[usize::from(*v)])).collect()))
    }

    /// What the server stores. The receipt has 135 bits of its own, so a plain hash needs no salt.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// Seven groups of four, as a person reads it aloud.
    pub fn grouped(&self) -> String {
        let groups: Vec<&str> = (0..CHARS).step_by(GROUP).filter_map(|i| self.0.get(i..i + GROUP)).collect();
        groups.join("-")
    }
}

/// Never shows the receipt.
impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Receipt(…)")
    }
}

/// HMAC-SHA-256 over parts that cannot run into each other: each is preceded by its length.
pub fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("HMAC takes keys of any length") };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn five_bits(bytes: &[u8; 32], bit: usize) -> u8 {
    let pair = u16::from_be_bytes([bytes[bit / 8], bytes[bit / 8 + 1]]);
    ((pair >> (11 - bit % 8)) & 31) as u8
}

fn check(values: &[u8]) -> usize {
    values.iter().enumerate().map(|(i, v)| (i + 1) * usize::from(*v)).sum::<usize>() % CHECK_MODULUS
}

fn value(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|a| char::from(*a) == c).and_then(|i| u8::try_from(i).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    #[test]
    fn the_same_key_and_venue_give_the_same_receipt() {
        let receipt = Receipt::derive(&KEY, "bayview", "a key");
        assert_eq!(receipt, Receipt::derive(&KEY, "bayview", "a key"));
        assert_ne!(receipt, Receipt::derive(&KEY, "bayview", "another"));
        assert_ne!(receipt, Receipt::derive(&KEY, "bayview-port", "a key"));
        assert_ne!(receipt, Receipt::derive(&[8; 32], "bayview", "a key"));
        assert_eq!(receipt.grouped().len(), 34);
    }

    #[test]
    fn a_receipt_is_read_as_people_type_it() {
        let receipt = Receipt::derive(&KEY, "bayview", "a key");
        let typed = receipt.grouped().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(Receipt::parse(&typed), Ok(receipt));
        assert_eq!(Receipt::parse("7KQ4"), Err(ReceiptError::Length));
        assert_eq!(Receipt::parse(&"U".repeat(28)), Err(ReceiptError::Letter));
    }

    #[test]
    fn one_wrong_character_is_noticed_wherever_it_stands() {
        let receipt = Receipt::derive(&KEY, "bayview", "a key");
        let text = receipt.0.clone();
        for i in 0..KEY_CHARS {
            let right = value(text.as_bytes()[i].into()).unwrap();
            for wrong in 0..31u8 {
                // 31 and 0 are the same to the check; every other confusion is caught.
                if wrong % 31 == right % 31 {
                    continue;
                }
                let mut bytes = text.clone().into_bytes();
                bytes[i] = ALPHABET[usize::from(wrong)];
                assert_eq!(Receipt::parse(std::str::from_utf8(&bytes).unwrap()), Err(ReceiptError::Check));
            }
        }
    }
}
