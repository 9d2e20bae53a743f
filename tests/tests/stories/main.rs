//! Each story is told twice: on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on must stop, and say where")]

mod nobody_answers;
mod same_key_fifty_times;
mod unattended_bag;
