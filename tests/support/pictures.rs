//! Pictures for people to look at: kept where `SPORTELLO_PICTURES` says, otherwise not made.

use std::path::PathBuf;

use super::browser::Browser;

/// The folder for pictures, if somebody wants to look at them.
pub fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("SPORTELLO_PICTURES")?);
    std::fs::create_dir_all(&folder).unwrap();
    Some(folder)
}

/// Keeps what the browser shows.
pub fn keep(browser: &Browser, name: &str) {
    if let Some(folder) = folder() {
        browser.picture(&folder.join(format!("{name}.png")));
    }
}
