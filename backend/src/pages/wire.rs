//! What the page behind a mail's link says and hears.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The token out of the link's fragment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerPage {
    pub token: String,
}

/// What a device says of a push.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PageArrived {
    pub token: String,
    /// Somebody opened it.
    #[serde(default)]
    pub seen: bool,
}

/// How it stands with the incident now.
#[derive(Serialize, ToSchema)]
pub struct PageAnswered {
    #[schema(example = "A-0421")]
    pub number: String,
    pub stands: Stands,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// Whoever was paged has it.
    Yours,
    /// Somebody else has it.
    Taken,
    /// Nobody is needed any more.
    Over,
}
