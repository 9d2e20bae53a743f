//! The evidence bundle: what its manifest says, and how its custody log is chained. `verify.py` reads the same.
//!
//! All of it is JSON of texts, whole numbers, lists and objects in one canonical spelling, so that any language can make it again and
//! hash it.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

pub const FORMAT: &str = "seesayact-evidence/1";
/// Files that tell of the others, and of which the manifest cannot tell itself.
pub const MANIFEST: &str = "manifest.json";
pub const MANIFEST_SUM: &str = "manifest.sha256";
pub const SIGNATURE: &str = "manifest.sig";
pub const SUMS: &str = "SHA256SUMS";
pub const CUSTODY: &str = "custody.json";

/// One spelling: names in the order of their code points, no white space, nothing escaped that need not be.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, into: &mut String) {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            into.push('{');
            for (i, (name, value)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    into.push(',');
                }
                write(&Value::String(name.clone()), into);
                into.push(':');
                write(value, into);
            }
            into.push('}');
        }
        Value::Array(values) => {
            into.push('[');
            for (i, value) in values.iter().enumerate() {
                if i > 0 {
                    into.push(',');
                }
                write(value, into);
            }
            into.push(']');
        }
        // Writing to a String cannot fail.
        other => _ = write!(into, "{other}"),
    }
}

/// The custody log's chain: each entry's link is the SHA-256 of the link before it and of the entry itself.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    link: [u8; 32],
    count: u64,
}

impl Chain {
    /// Numbers an entry, adds its link, and answers it as it is written.
    pub fn add(&mut self, mut entry: serde_json::Map<String, Value>) -> String {
        self.count += 1;
        entry.insert("n".to_owned(), self.count.into());
        let spelt = canonical(&Value::Object(entry.clone()));
        let mut hash = Sha256::new();
        hash.update(self.link);
        hash.update(spelt.as_bytes());
        self.link = hash.finalize().into();
        entry.insert("link".to_owned(), hex::encode(self.link).into());
        canonical(&Value::Object(entry))
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    /// The last link.
    pub fn head(&self) -> String {
        hex::encode(self.link)
    }
}

/// One file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileSum {
    pub bytes: u64,
    pub sha256: String,
}

/// A photo whose bytes could not be read when the bundle was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    pub photo: String,
    /// `view` or `original`.
    pub copy: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    pub format: &'static str,
    pub bundle: String,
    pub created_at: String,
    pub authority: String,
    pub venue: String,
    pub incident: String,
    pub custody_entries: u64,
    pub custody_head: String,
    pub files: BTreeMap<String, FileSum>,
    pub missing: Vec<Missing>,
}

impl Manifest {
    /// As it is written and signed.
    ///
    /// # Errors
    /// None: it holds nothing that JSON cannot say.
    pub fn spelt(&self) -> serde_json::Result<String> {
        Ok(canonical(&serde_json::to_value(self)?))
    }
}

/// `SHA256SUMS`, as `sha256sum -c` reads it.
pub fn sums<'a>(files: impl IntoIterator<Item = (&'a String, &'a FileSum)>) -> String {
    files.into_iter().map(|(name, file)| format!("{}  {name}\n", file.sha256)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_spelling() {
        let spelt = canonical(&json!({ "b": [1, null, true], "a": "é\u{1}\"/\u{7f}", "É": -2, "_": {} }));
        assert_eq!(spelt, "{\"_\":{},\"a\":\"é\\u0001\\\"/\u{7f}\",\"b\":[1,null,true],\"É\":-2}");
    }

    #[test]
    fn a_chain_tells_order_and_content() {
        let entry = |kind: &str| json!({ "kind": kind }).as_object().unwrap().clone();
        let (mut one, mut other) = (Chain::default(), Chain::default());
        let first = one.add(entry("a"));
        assert!(first.contains("\"n\":1") && first.contains("\"link\":\""), "{first}");
        one.add(entry("b"));
        other.add(entry("b"));
        other.add(entry("a"));
        assert_ne!(one.head(), other.head());
        assert_eq!((one.count(), one.head().len()), (2, 64));
    }

    #[test]
    fn sums_are_as_the_tool_reads_them() {
        let files = BTreeMap::from([("a/b.json".to_owned(), FileSum { bytes: 0, sha256: "00".repeat(32) })]);
        assert_eq!(sums(&files), format!("{}  a/b.json\n", "00".repeat(32)));
    }
}
