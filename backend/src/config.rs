//! Settings: the compiled-in default file, then a file, then the environment. Checked at start, once.

use anyhow::{Context, ensure};
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

const DEFAULTS: &str = include_str!("../../config/default.toml");

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub listen: SocketAddr,
    pub data_dir: PathBuf,
    pub keys: Option<PathBuf>,
    pub database_url: Option<String>,
    pub migrate_url: Option<String>,
    pub blob_url: Option<String>,
    pub smtp_url: Option<String>,
    pub smtp_root: Option<PathBuf>,
    pub smtp_from: String,
    pub public_url: String,
    pub writes_per_minute_per_address: u32,
    pub writes_per_minute_per_venue: u32,
    pub work_above_per_minute: u32,
    pub workers: usize,
    pub decoders: usize,
    pub trusted_proxies: Vec<IpAddr>,
    pub webhook_allow: Vec<String>,
    pub heartbeat_url: Option<String>,
    pub proof_every_s: u32,
    pub proof_mail: Option<String>,
    pub texts_url: Option<String>,
    pub texts_account: Option<String>,
    pub texts_token: Option<String>,
    #[serde(deserialize_with = "as_written", default)]
    pub texts_from: Option<String>,
    pub translate_url: Option<String>,
    #[serde(deserialize_with = "as_written", default)]
    pub translate_key: Option<String>,
    pub translate_outside: bool,
    pub basemap: Option<PathBuf>,
    #[serde(default)]
    pub oidc: Vec<OidcProvider>,
    pub log_json: bool,
    #[serde(deserialize_with = "as_written", default)]
    pub demo_password: Option<String>,
}

/// An authority's own OpenID provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcProvider {
    /// The authority's name in addresses.
    pub authority: String,
    /// What its people call it.
    pub name: String,
    /// Exactly as the provider writes it in its tokens.
    pub issuer: String,
    pub client_id: String,
    #[serde(deserialize_with = "as_written", default)]
    pub client_secret: Option<String>,
}

/// A password of digits alone is still a password: the environment's reader would take it for a number.
fn as_written<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    let value = Option::<figment::value::Value>::deserialize(input)?;
    Ok(value.map(|value| match value {
        figment::value::Value::String(_, text) => text,
        figment::value::Value::Num(_, number) => {
            number.to_u128().map_or_else(|| format!("{number:?}"), |n| n.to_string())
        }
        figment::value::Value::Bool(_, flag) => flag.to_string(),
        other => format!("{other:?}"),
    }))
}

/// Variables of the same family that are not the server's: they are the app's and the tests'.
const NOT_OURS: [&str; 6] = ["app_server", "app_data_dir", "binary", "rounds", "test_database_url", "keep"];

impl Config {
    /// The compiled-in settings alone.
    ///
    /// # Errors
    /// None, as long as `config/default.toml` is whole.
    pub fn built_in() -> anyhow::Result<Self> {
        Figment::from(Toml::string(DEFAULTS)).extract().context("the compiled-in settings are broken")
    }

    /// # Errors
    /// Names the setting that is unknown, of the wrong type, or does not go with another.
    pub fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = file {
            ensure!(file.exists(), "there is no file {}", file.display());
            figment = figment.merge(Toml::file(file));
        }
        let env = Env::prefixed("SSA_").filter(|key| !NOT_OURS.iter().any(|name| key == *name));
        let mut config: Self = figment.merge(env).extract().context("a setting cannot be used")?;
        for text in [
            &mut config.database_url,
            &mut config.migrate_url,
            &mut config.blob_url,
            &mut config.smtp_url,
            &mut config.heartbeat_url,
            &mut config.proof_mail,
            &mut config.texts_url,
            &mut config.texts_account,
            &mut config.texts_token,
            &mut config.texts_from,
            &mut config.translate_url,
            &mut config.translate_key,
        ] {
            text.take_if(|text| text.is_empty());
        }
        config.basemap.take_if(|path| path.as_os_str().is_empty());
        config.public_url.truncate(config.public_url.trim_end_matches('/').len());
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        if let Some(url) = &self.database_url {
            let known = ["postgres://", "postgresql://", "sqlite:"].iter().any(|scheme| url.starts_with(scheme));
            ensure!(known, "SSA_DATABASE_URL must begin with postgres:// or sqlite:");
            ensure!(
                url.starts_with("sqlite:") || self.keys.is_some(),
                "with PostgreSQL, SSA_KEYS must name a folder that is neither in the database nor beside the photos"
            );
        }
        if let Some(url) = &self.blob_url {
            ensure!(!url.starts_with("s3://"), "SSA_BLOB_URL: S3 is not built yet; leave it out or use file:///…");
            ensure!(url.starts_with("file:///"), "SSA_BLOB_URL must begin with file:///");
        }
        for one in &self.oidc {
            let local = ["http://127.0.0.1", "http://[::1]", "http://localhost"];
            let safe = one.issuer.starts_with("https://") || local.iter().any(|host| one.issuer.starts_with(host));
            ensure!(safe, "SSA_OIDC: the issuer {} must be reached over https", one.issuer);
        }
        let texts = [&self.texts_url, &self.texts_account, &self.texts_token, &self.texts_from];
        let named = texts.iter().filter(|setting| setting.is_some()).count();
        ensure!(
            named == 0 || named == texts.len(),
            "SSA_TEXTS_URL, SSA_TEXTS_ACCOUNT, SSA_TEXTS_TOKEN and SSA_TEXTS_FROM go together: name all of them, or none"
        );
        ensure!(self.writes_per_minute_per_address > 0, "SSA_WRITES_PER_MINUTE_PER_ADDRESS must be above 0");
        ensure!(self.writes_per_minute_per_venue > 0, "SSA_WRITES_PER_MINUTE_PER_VENUE must be above 0");
        Ok(())
    }

    pub fn keys_dir(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| self.data_dir.join("keys"))
    }

    pub fn keys_beside_data(&self) -> bool {
        self.keys_dir().starts_with(&self.data_dir)
    }

    pub fn database_url(&self) -> String {
        let embedded = || format!("sqlite://{}?mode=rwc", self.data_dir.join("seesayact.sqlite").display());
        self.database_url.clone().unwrap_or_else(embedded)
    }

    pub fn blob_dir(&self) -> PathBuf {
        let named = self.blob_url.as_deref().and_then(|url| url.strip_prefix("file://"));
        named.map_or_else(|| self.data_dir.join("blobs"), PathBuf::from)
    }

    /// Where exports lie until they are fetched or expire. It need not be backed up.
    pub fn export_dir(&self) -> PathBuf {
        self.blob_dir().join("exports")
    }

    pub fn mail_dir(&self) -> PathBuf {
        self.data_dir.join("mail")
    }

    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_in_defaults_are_whole() {
        let config = Config::built_in().unwrap();
        config.check().unwrap();
        assert!(config.database_url().starts_with("sqlite://data"));
        assert!(config.keys_beside_data());
    }

    #[test]
    fn settings_that_do_not_go_together_are_refused() {
        let config = Config::built_in().unwrap();
        let postgres = Config { database_url: Some("postgres://localhost/ssa".to_owned()), ..config.clone() };
        assert!(postgres.check().unwrap_err().to_string().contains("SSA_KEYS"));
        let mysql = Config { database_url: Some("mysql://localhost/ssa".to_owned()), ..config.clone() };
        assert!(mysql.check().is_err());
        assert!(Config { blob_url: Some("s3://photos".to_owned()), ..config }.check().is_err());
    }
}
