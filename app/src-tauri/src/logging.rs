//! What the app says of itself, on stderr: never what somebody reported, nor any key, receipt or address.

use log::{Level, LevelFilter, Log, Metadata, Record};

struct Stderr;

impl Log for Stderr {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // Libraries speak of URLs and headers when asked for detail; only our own words are known to be clean.
        let ours =
            ["app", "app_lib", "outbox"].into_iter().any(|name| metadata.target().split("::").next() == Some(name));
        ours && metadata.level() <= Level::Info
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            eprintln!("{} {}: {}", record.level(), record.target(), record.args());
        }
    }

    fn flush(&self) {}
}

/// Starts logging, and keeps panics from printing what they were holding: a panic's message may quote a value.
pub fn start() {
    if log::set_logger(&Stderr).is_ok() {
        log::set_max_level(LevelFilter::Info);
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        log::error!("a fault at {place}");
    }));
}
