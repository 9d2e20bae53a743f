//! Whether answers as they came in are answers at all.

use super::{QuestionKind, Taxonomy};
use std::collections::{BTreeMap, BTreeSet};

/// Values by question: option codes for choices, words for anything else.
pub type Answers = BTreeMap<String, BTreeSet<String>>;

/// Why answers were refused, naming the question. Never the value: it may be somebody's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    #[error("there is no question {question}")]
    UnknownQuestion { question: String },
    #[error("{question} has no such option")]
    UnknownOption { question: String },
    #[error("{question} takes one value")]
    TooManyValues { question: String },
    #[error("{question} takes at most {limit} characters")]
    TooLong { question: String, limit: usize },
}

impl AnswerError {
    /// The code of the question at fault, as it was sent.
    pub fn question(&self) -> &str {
        match self {
            Self::UnknownQuestion { question }
            | Self::UnknownOption { question }
            | Self::TooManyValues { question }
            | Self::TooLong { question, .. } => question,
        }
    }
}

/// Checks the answers of one request. `text_limit` counts Unicode characters. Any question may be answered under any
/// category, retired questions too: a phone that was offline for a month must still be understood.
///
/// # Errors
/// The first fault, in the order of question codes.
pub fn check_answers(taxonomy: &Taxonomy, answers: &Answers, text_limit: usize) -> Result<(), AnswerError> {
    for (code, values) in answers {
        let question = || code.clone();
        let Some(asked) = taxonomy.question(code) else {
            return Err(AnswerError::UnknownQuestion { question: question() });
        };
        if asked.kind != QuestionKind::Multi && values.len() > 1 {
            return Err(AnswerError::TooManyValues { question: question() });
        }
        for value in values {
            if asked.kind.is_choice() {
                if asked.option(value).is_none() {
                    return Err(AnswerError::UnknownOption { question: question() });
                }
            } else if value.chars().count() > text_limit {
                return Err(AnswerError::TooLong { question: question(), limit: text_limit });
            }
        }
    }
    Ok(())
}
