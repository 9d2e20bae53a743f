//! What the stories are told with: a world that boots the real server, the people in it, a real mail server, and the contract
//! that every answer is held against.
//!
//! Never here: the server's own types for what travels. A story reads JSON, so that a renamed field breaks it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop, and say where")]

pub mod authenticator;
pub mod contract;
mod disk;
pub mod gateway;
pub mod inbox;
pub mod people;
pub mod photo;
pub mod provider;
pub mod scenario;
pub mod world;

pub use authenticator::Authenticator;
pub use gateway::Gateway;
pub use people::{Listening, Officer, Reply, Sent, Traveller, fresh_key};
pub use provider::SignOn;
pub use world::{Store, World, tell};

/// One story, told on both databases.
#[macro_export]
macro_rules! both {
    ($story:path) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn on_sqlite() {
            $crate::tell($crate::Store::Sqlite, $story).await;
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn on_postgres() {
            $crate::tell($crate::Store::Postgres, $story).await;
        }
    };
}
