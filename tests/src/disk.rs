//! What a thief of the disks would find, and what a tamperer could do: the database and the files behind the server's back.

use crate::world::{Store, World};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};

impl World {
    /// Looks into the database behind the server's back.
    pub async fn number(&self, sql: &str) -> i64 {
        let conn = self.database().await;
        let row = conn.query_one_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
        let number = row.expect("a row").try_get_by_index(0).unwrap();
        conn.close().await.unwrap();
        number
    }

    /// Changes the database behind the server's back, and says how many rows.
    pub async fn tamper(&self, sql: &str) -> u64 {
        let conn = self.database().await;
        let done = conn.execute_raw(Statement::from_string(conn.get_database_backend(), sql)).await.unwrap();
        conn.close().await.unwrap();
        done.rows_affected()
    }

    /// Where the server's disks hold these bytes in the clear: files, and tables of the database.
    pub async fn found_on_disk(&self, needle: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.config.data_dir.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if holds(&std::fs::read(&path).unwrap(), needle) {
                    found.push(path.display().to_string());
                }
            }
        }
        if self.store == Store::Postgres {
            found.extend(self.found_in_tables(needle).await);
        }
        found
    }

    async fn found_in_tables(&self, needle: &[u8]) -> Vec<String> {
        let conn = self.database().await;
        let ask = |sql: String| Statement::from_string(conn.get_database_backend(), sql);
        let tables = "select table_name::text from information_schema.tables where table_schema = 'public'";
        let mut found = Vec::new();
        for row in conn.query_all_raw(ask(tables.to_owned())).await.unwrap() {
            let table: String = row.try_get_by_index(0).unwrap();
            let whole = format!("select coalesce(string_agg(t::text, ' '), '') from \"{table}\" t");
            let text: String = conn.query_one_raw(ask(whole)).await.unwrap().unwrap().try_get_by_index(0).unwrap();
            // Bytes are written as hex.
            if holds(text.as_bytes(), needle) || text.contains(&hex::encode(needle)) {
                found.push(table);
            }
        }
        conn.close().await.unwrap();
        found
    }

    async fn database(&self) -> DatabaseConnection {
        Database::connect(self.config.database_url()).await.unwrap()
    }
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
