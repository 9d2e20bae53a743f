//! Goal 8: tokens for many desks, without asking the server for each.
//!
//! usage: seats KEYS < LINES       each line is an account's id and a session's
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a tool that needs the machine's clock")]

use anyhow::{Context, anyhow};
use backend::accounts::Tokens;
use backend::clock::SystemEntropy;
use backend::keys::Keys;
use jiff::Timestamp;
use shared::id::{AccountId, SessionId};
use std::io::BufRead;
use std::path::Path;

fn main() -> anyhow::Result<()> {
    let keys = std::env::args().nth(1).context("usage: seats KEYS < LINES")?;
    let keys = Keys::open(Path::new(&keys), &SystemEntropy)?;
    let tokens = Tokens::new(&keys.token)?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (account, session) = line.split_once(' ').context("an account and a session")?;
        let (account, session) = (AccountId::from_uuid(account.parse()?), SessionId::from_uuid(session.parse()?));
        let token = tokens.issue(account, session, Timestamp::now()).map_err(|problem| anyhow!("{problem:?}"))?;
        println!("{token}");
    }
    Ok(())
}
