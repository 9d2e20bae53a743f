//! The one window: our own pages, and no other, which may speak to one server. It is made under the name it goes by.

use super::disguise;
use tauri::http::HeaderValue;
use tauri::http::header::CONTENT_SECURITY_POLICY;
use tauri::utils::config::WindowConfig;
use tauri::{App, Url, WebviewWindowBuilder};
#[cfg(any(target_os = "android", target_os = "ios", target_os = "macos"))]
use tauri::{AppHandle, Manager};

/// Opens the window that `tauri.conf.json` describes.
pub fn open(app: &App, server: &str, is_neutral: bool) -> tauri::Result<()> {
    let Some(described) = app.config().app.windows.first() else { return Err(tauri::Error::WindowNotFound) };
    let mut described = described.clone();
    described.title = disguise::name(is_neutral).to_owned();
    build(app, &described, server.to_owned(), is_neutral)
}

/// A link of a sign that was opened outside, `https://<the server>/p/BV-1207`: its page, in the window.
#[cfg(any(target_os = "android", target_os = "ios", target_os = "macos"))]
pub fn follow(app: &AppHandle, link: &Url, server: &str) {
    let Some(window) = app.get_webview_window("main") else { return };
    let Some(Ok(page)) = sign(link, server).map(|path| Url::parse(&format!("{HOME}{path}"))) else { return };
    // What was begun of a report lies in the outbox, so that nothing goes with the page that is left.
    if let Err(error) = window.navigate(page) {
        log::warn!("a sign's link could not be followed: {error}");
    }
}

#[cfg(target_os = "android")]
const HOME: &str = "http://tauri.localhost";
#[cfg(any(target_os = "ios", target_os = "macos"))]
const HOME: &str = "tauri://localhost";

/// Only signs of the one server, and only their path: nothing else that another app hands over leads anywhere.
#[cfg_attr(not(any(mobile, target_os = "macos")), expect(dead_code, reason = "a desk hands no links over"))]
fn sign(link: &Url, server: &str) -> Option<String> {
    let code = link.path().strip_prefix("/p/")?;
    let is_code = !code.is_empty() && code.len() <= 32 && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (is_code && link.origin().ascii_serialization() == server).then(|| format!("/p/{code}"))
}

fn build(app: &App, described: &WindowConfig, server: String, is_neutral: bool) -> tauri::Result<()> {
    let dev = app.config().build.dev_url.clone();
    let builder = WebviewWindowBuilder::from_config(app, described)?;
    #[cfg(desktop)]
    let builder = match disguise::picture(app.handle(), is_neutral) {
        Some(picture) => builder.icon(picture)?,
        None => builder,
    };
    // A phone's picture is on its home screen, and the phone keeps it.
    #[cfg(mobile)]
    let _ = is_neutral;
    builder
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
    fn only_a_sign_of_the_one_server_is_followed() {
        let sign = |text: &str| sign(&text.parse().unwrap(), "https://see.example.org");
        assert_eq!(sign("https://see.example.org/p/BV-1207"), Some("/p/BV-1207".into()));
        for other in [
            "https://elsewhere.example.org/p/BV-1207",
            "http://see.example.org/p/BV-1207",
            "https://see.example.org/p/",
            "https://see.example.org/p/..%2Fdesk",
            "https://see.example.org/desk",
            "intent://p/BV-1207",
        ] {
            assert_eq!(sign(other), None, "{other}");
        }
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
