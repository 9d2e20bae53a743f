//! A mail server that takes everything, so that a measured server sends its pages over real SMTP and what the mail server does
//! with them costs nearly nothing. `XCOUNT` answers how many mails it took.
//!
//! usage: mailbox PORT

use backend::simulate::Mailbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::args().nth(1).ok_or_else(|| anyhow::anyhow!("usage: mailbox PORT"))?.parse()?;
    let _mailbox = Mailbox::open(port).await?;
    std::future::pending().await
}
