//! Every step of the schema can be taken back and taken again.

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, Database};

#[tokio::test]
async fn the_schema_goes_down_and_up_again() {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1);
    let conn = Database::connect(options).await.unwrap();
    Migrator::up(&conn, None).await.unwrap();
    Migrator::down(&conn, None).await.unwrap();
    Migrator::up(&conn, None).await.unwrap();
}
