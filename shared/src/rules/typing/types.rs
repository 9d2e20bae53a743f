//! What an expression can amount to.

use super::super::names::{Holds, Words};

/// What an expression amounts to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Truth,
    Number,
    Word(Kind),
    List(Box<Type>),
    /// `report`, `zone`, `time` or `venue`: only a name with what follows it.
    Family(String),
    Answers,
    /// The elements of `[]`, or what was found wrong already: fits everywhere.
    Unknown,
}

/// Which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Of(Words),
    /// Options of this question.
    Option(String),
}

pub(super) const ANY: Type = Type::Word(Kind::Of(Words::Any));

impl Type {
    /// Of what stands behind a name.
    pub(super) fn of(holds: Holds) -> Self {
        match holds {
            Holds::Word(words) => Self::Word(Kind::Of(words)),
            Holds::List(words) => Self::List(Box::new(Self::Word(Kind::Of(words)))),
            Holds::Number(..) => Self::Number,
            Holds::Answers => Self::Answers,
        }
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Truth => "true or false".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Word(_) => "a word".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Family(name) => format!("`{name}` as a whole"),
            Self::Answers => "`answers` as a whole".to_owned(),
            Self::Unknown => "nothing known".to_owned(),
        }
    }

    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, _)
            | (_, Self::Unknown)
            | (Self::Truth, Self::Truth)
            | (Self::Number, Self::Number)
            | (Self::Word(_), Self::Word(_)) => true,
            (Self::List(one), Self::List(other)) => one.is_like(other),
            _ => false,
        }
    }
}
