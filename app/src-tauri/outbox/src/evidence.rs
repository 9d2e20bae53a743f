//! The untouched original of a photo, sealed to the authority's evidence key (age-encryption.org/v1), as the browser does it.

use age::x25519::Recipient;

#[derive(Debug, thiserror::Error)]
pub enum NotSealed {
    #[error("this is no key to seal to")]
    Recipient,
    #[error("sealing failed")]
    Sealing(#[from] age::EncryptError),
}

/// Seals `content` to an X25519 recipient such as `age1…`.
pub fn seal_original(recipient: &str, content: &[u8]) -> Result<Vec<u8>, NotSealed> {
    let recipient: Recipient = recipient.parse().map_err(|_| NotSealed::Recipient)?;
    Ok(age::encrypt(&recipient, content)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_keeper_opens_it() {
        let keeper = age::x25519::Identity::generate();
        let sealed = seal_original(&keeper.to_public().to_string(), b"as the camera made it").unwrap();
        assert!(sealed.starts_with(b"age-encryption.org/v1\n"));
        assert_eq!(age::decrypt(&keeper, &sealed).unwrap(), b"as the camera made it");
        assert!(age::decrypt(&age::x25519::Identity::generate(), &sealed).is_err());
        assert!(matches!(seal_original("age1nobody", b"x"), Err(NotSealed::Recipient)));
    }
}
