//! Where the centre's database is, and its password, which stands in a file and nowhere else.

use std::path::PathBuf;

use clap::Args;
use zeroize::Zeroizing;

use super::secret;
use store::centre::Address;

/// A `PostgreSQL` database instead of the embedded store.
#[derive(Args)]
pub struct Database {
    /// A `PostgreSQL` database instead of the embedded store, such as `postgres://user@host/name`; on another computer with
    /// `?sslmode=verify-full&sslrootcert=FILE`. Its password stands in a file, never here
    #[arg(long, value_name = "URL", env = "SPORTELLO_HUB_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// A file with the database's password in its first line, for its owner's eyes only
    #[arg(long, value_name = "FILE", env = "SPORTELLO_HUB_DATABASE_PASSWORD_FILE", requires = "database")]
    database_password_file: Option<PathBuf>,
}

impl Database {
    /// Whether one is named.
    pub fn is_named(&self) -> bool {
        self.database.is_some()
    }

    /// Its address, and its password where a file holds it. Refused where a password was given as an argument.
    pub fn read(&self) -> Result<(Option<String>, Option<Zeroizing<String>>), String> {
        if std::env::args().any(|argument| shows_password(&argument)) {
            return Err("--database: every user of this computer sees the arguments of a running program. Take the password out of the address, put it into a file of mode 0600 and name that with --database-password-file; give the database another password, this one was seen".to_owned());
        }
        let password = self.database_password_file.as_deref().map(secret::of_file).transpose()?;
        Ok((self.database.clone(), password))
    }
}

/// Whether an argument is the address of a database with a password in it.
fn shows_password(argument: &str) -> bool {
    let address = argument.strip_prefix("--database=").unwrap_or(argument);
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let named = rest.split_once('@').is_some_and(|(user, _)| user.contains(':'));
    scheme.starts_with("postgres") && (named || rest.contains("password="))
        || Address::parse(address).is_ok_and(|address| address.has_password())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_among_the_arguments_is_seen() {
        for shown in [
            "postgres://u:secret@h/d",
            "--database=postgresql://u:secret@h/d?sslmode=require",
            "postgres://u@h/d?password=secret",
        ] {
            assert!(shows_password(shown), "{shown}");
        }
        for hidden in ["postgres://u@h/d", "postgres://u@%2Frun:5432/d", "--data", "https://u:x@h"] {
            assert!(!shows_password(hidden), "{hidden}");
        }
    }
}
