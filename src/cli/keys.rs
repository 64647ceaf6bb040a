//! `sportello keys …`: the municipal root, requests, certificates.

mod adopt;
mod certify;
pub(super) mod files;
mod key_file;
mod renew;
mod request;
mod root;
mod show;
mod station;

use clap::Subcommand;

use super::Outcome;

/// What may be done with keys.
#[derive(Subcommand)]
pub enum Keys {
    Root(root::MakeRoot),
    Request(request::MakeRequest),
    Certify(certify::Certify),
    Adopt(adopt::Adopt),
    KeyFile(key_file::MakeKeyFile),
    Renew(renew::Renew),
    Show(show::Show),
}

impl Keys {
    /// Runs it.
    pub fn run(&self) -> Outcome {
        match self {
            Self::Root(root) => root.run(),
            Self::Request(request) => request.run(),
            Self::Certify(certify) => certify.run(),
            Self::Adopt(adopt) => adopt.run(),
            Self::KeyFile(key_file) => key_file.run(),
            Self::Renew(renew) => renew.run(),
            Self::Show(show) => show.run(),
        }
    }
}
