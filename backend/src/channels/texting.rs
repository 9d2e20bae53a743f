//! Texts and calls through any gateway that speaks Twilio's protocol: form-encoded requests with Basic authentication, answers and
//! what became of them as signed form-encoded requests back. Only what a lock screen may show is sent.

use super::outward::{Outward, Posted};
use crate::config::Config;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};

/// The gateway, as the operator named it.
#[derive(Clone)]
pub struct Texting {
    base: String,
    account: String,
    token: String,
    from: String,
}

impl Texting {
    /// `None` where no gateway is named.
    pub fn new(config: &Config) -> Option<Self> {
        Some(Self {
            base: config.texts_url.clone()?.trim_end_matches('/').to_owned(),
            account: config.texts_account.clone()?,
            token: config.texts_token.clone()?,
            from: config.texts_from.clone()?,
        })
    }

    /// Sends a text; what becomes of it is posted to `told`.
    ///
    /// # Errors
    /// A sentence for the log and the desk.
    pub async fn text(&self, outward: &Outward, to: &str, body: &str, told: &str) -> anyhow::Result<Posted> {
        let form = [("To", to), ("From", &self.from), ("Body", body), ("StatusCallback", told)];
        self.post(outward, "Messages.json", &form).await
    }

    /// Calls somebody; what is said is fetched from `script`.
    ///
    /// # Errors
    /// A sentence for the log and the desk.
    pub async fn call(&self, outward: &Outward, to: &str, script: &str, told: &str) -> anyhow::Result<Posted> {
        let form = [("To", to), ("From", &self.from), ("Url", script), ("StatusCallback", told)];
        self.post(outward, "Calls.json", &form).await
    }

    async fn post(&self, outward: &Outward, what: &str, form: &[(&str, &str)]) -> anyhow::Result<Posted> {
        let mut headers = HeaderMap::new();
        let login = BASE64_STANDARD.encode(format!("{}:{}", self.account, self.token));
        let mut login = HeaderValue::from_str(&format!("Basic {login}"))?;
        login.set_sensitive(true);
        headers.insert(AUTHORIZATION, login);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        outward.post(&format!("{}/{what}", self.base), headers, encoded(form)).await
    }

    /// Whether the gateway sent this form to this address: the address and every field in the order of their names, under its token.
    pub fn is_from_gateway(&self, url: &str, fields: &[(String, String)], signature: &str) -> bool {
        let Ok(tag) = BASE64_STANDARD.decode(signature) else { return false };
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.token.as_bytes());
        hmac::verify(&key, signed(url, fields).as_bytes(), &tag).is_ok()
    }
}

fn signed(url: &str, fields: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort();
    sorted.iter().fold(url.to_owned(), |text, (name, value)| text + name + value)
}

fn encoded(form: &[(&str, &str)]) -> Vec<u8> {
    let url = Url::parse_with_params("http://form.invalid/", form);
    url.ok().and_then(|url| url.query().map(|query| query.as_bytes().to_vec())).unwrap_or_default()
}

/// The fields of a form-encoded body, in its order.
pub fn fields(body: &str) -> Vec<(String, String)> {
    let url = Url::parse(&format!("http://form.invalid/?{body}"));
    url.map(|url| url.query_pairs().into_owned().collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texting(token: &str) -> Texting {
        let word = str::to_owned;
        Texting {
            base: word("https://gateway.example"),
            account: word("AC1"),
            token: word(token),
            from: word("+15550100"),
        }
    }

    #[test]
    fn signs_the_example_of_the_documentation() {
        // Twilio's own worked example ("Validating requests are coming from Twilio").
        let fields: Vec<(String, String)> = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        let gateway = texting("12345");
        assert!(gateway.is_from_gateway(url, &fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        assert!(!gateway.is_from_gateway(url, &fields[1..], "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        assert!(!gateway.is_from_gateway("https://mycompany.com/", &fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        assert!(!texting("54321").is_from_gateway(url, &fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        assert!(!gateway.is_from_gateway(url, &fields, "not base64!"));
    }

    #[test]
    fn forms_are_read_as_they_are_written() {
        let form = [("To", "+31 6&7=8"), ("Body", "P1 · açaí ✓\nnext")];
        let read = fields(std::str::from_utf8(&encoded(&form)).unwrap());
        let read: Vec<_> = read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(read, form);
        assert!(fields("").is_empty());
    }
}
