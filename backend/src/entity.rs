//! Rows as the database keeps them. They never leave a `store.rs`.

#![expect(clippy::disallowed_methods, reason = "the macro writes calls that nobody makes")]

pub mod account;
pub mod amendment;
pub mod ask;
pub mod authority;
pub mod ceremony;
pub mod channel;
pub mod desk;
pub mod duty;
pub mod event;
pub mod feed;
pub mod incident;
pub mod incident_counter;
pub mod incident_reader;
pub mod insight_account;
pub mod insight_cell;
pub mod insight_head;
pub mod ladder;
pub mod likeness;
pub mod log_head;
pub mod membership;
pub mod message;
pub mod note;
pub mod obligation;
pub mod page;
pub mod passkey;
pub mod photo;
pub mod photo_part;
pub mod plate;
pub mod post;
pub mod proof;
pub mod push_subscription;
pub mod read;
pub mod read_head;
pub mod refresh_token;
pub mod report;
pub mod report_word;
pub mod roster_override;
pub mod rule_set;
pub mod saved_filter;
pub mod security_level;
pub mod session;
pub mod shift;
pub mod venue;
pub mod watch;
