//! The words of a paper, in the languages of the desk; the table is in `shared/data/exports.json`.

use shared::export::say::word;
use shared::language;

/// In one language.
#[derive(Clone, Copy)]
pub struct Words {
    pub language: &'static str,
}

impl Words {
    /// English where the desk does not speak what was asked for.
    pub fn of(asked: Option<&str>) -> Self {
        Self { language: language::at_desk(asked) }
    }

    pub fn say(self, key: &str) -> String {
        word(self.language, key)
    }

    pub fn count(self, key: &str, count: u64) -> String {
        self.say(key).replace("{count}", &count.to_string())
    }

    pub fn status(self, code: &str) -> String {
        self.say(&format!("status_{code}"))
    }

    pub fn disposition(self, code: &str) -> String {
        self.say(&format!("disposition_{code}"))
    }
}
