//! The one window: our own pages, and no other, which may speak to one server.

use tauri::http::HeaderValue;
use tauri::http::header::CONTENT_SECURITY_POLICY;
use tauri::utils::config::WindowConfig;
use tauri::{App, Url, WebviewWindowBuilder};

/// Opens the window that `tauri.conf.json` describes.
pub fn open(app: &App, server: &str) -> tauri::Result<()> {
    let Some(described) = app.config().app.windows.first() else { return Err(tauri::Error::WindowNotFound) };
    build(app, described, server.to_owned())
}

fn build(app: &App, described: &WindowConfig, server: String) -> tauri::Result<()> {
    let dev = app.config().build.dev_url.clone();
    WebviewWindowBuilder::from_config(app, described)?
        .initialization_script(tell(&server))
        .on_web_resource_request(move |_, response| {
            if let Some(policy) = response.headers_mut().get_mut(CONTENT_SECURITY_POLICY) {
                admit(policy, &server);
            }
        })
        .on_navigation(move |url| is_ours(url, dev.as_ref()))
        .build()?;
    Ok(())
}

/// In a browser the pages come from the server and ask their own origin. Here they come with the app, so what they ask
/// of their origin under `/api/` is sent to the server. Runs before any of the page's scripts. (JSON of an origin is safe.)
fn tell(server: &str) -> String {
    let server = serde_json::Value::from(server);
    format!(
        "(() => {{
  const ask = globalThis.fetch.bind(globalThis);
  const server = {server};
  globalThis.fetch = (what, how) => ask(typeof what === 'string' && what.startsWith('/api/') ? server + what : what, how);
}})();"
    )
}

/// The policy in the configuration admits no server; which one it is, is known only when the app runs.
fn admit(policy: &mut HeaderValue, server: &str) {
    let Ok(text) = policy.to_str() else { return };
    if let Ok(admitting) = HeaderValue::from_str(&text.replace("connect-src ", &format!("connect-src {server} "))) {
        *policy = admitting;
    }
}

/// A link that leads elsewhere leads nowhere: the window has commands no other page may have.
fn is_ours(url: &Url, dev: Option<&Url>) -> bool {
    let at_home = matches!(
        (url.scheme(), url.host_str()),
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost"))
    );
    at_home || (tauri::is_dev() && dev.is_some_and(|dev| dev.origin() == url.origin()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_admits_the_one_server() {
        let mut policy =
            HeaderValue::from_static("default-src 'none'; connect-src ipc: http://ipc.localhost; img-src 'self'");
        admit(&mut policy, "https://see.example.org");
        let wanted =
            "default-src 'none'; connect-src https://see.example.org ipc: http://ipc.localhost; img-src 'self'";
        assert_eq!(policy, wanted);
    }

    #[test]
    fn the_window_stays_at_home() {
        let ours = |text: &str| is_ours(&text.parse().unwrap(), None);
        assert!(ours("tauri://localhost/#/report"));
        assert!(ours("http://tauri.localhost/"));
        assert!(!ours("https://tauri.localhost.example.org/"));
        assert!(!ours("https://example.org/"));
        assert!(!ours("file:///etc/passwd"));
    }
}
