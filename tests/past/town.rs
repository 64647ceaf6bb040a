//! What surrounds the station: another time, the municipality's root and what it certifies, a picture.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::facts::PASSPHRASE;
use crate::support::station::PROGRAM;
use crate::support::tool::{faketime_library, run};

/// What makes a program believe that it is so many days from now; its clock goes on.
pub fn faked(days: i64) -> Vec<(String, String)> {
    let library = faketime_library().expect("it is available").display().to_string();
    let names = [
        ("LD_PRELOAD", library),
        ("FAKETIME", format!("{days:+}d")),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ("DONT_FAKE_MONOTONIC", "1".to_owned()),
        ("TZ", "Europe/Rome".to_owned()),
    ];
    names.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

/// Runs `sportello keys …`.
#[track_caller]
pub fn keys(arguments: &[&str], days: i64) -> String {
    run(Command::new(PROGRAM).arg("keys").args(arguments).envs(faked(days)).stdin(Stdio::null()))
}

/// A municipality with a root of its own.
#[derive(Debug)]
pub struct Town {
    base: PathBuf,
}

impl Town {
    /// Makes the root below `base`; its passphrase is that of the station.
    pub fn found(base: &Path, days: i64) -> Self {
        let town = Self { base: base.to_owned() };
        std::fs::write(town.passphrase(), format!("{PASSPHRASE}\n")).unwrap();
        let (passphrase, root) = (town.passphrase(), town.root());
        let files = ["--passphrase-file", passphrase.to_str().unwrap(), "--out", root.to_str().unwrap()];
        keys(&[&["root", "--municipality", "Valdorè"][..], &files].concat(), days);
        town
    }

    pub fn base(&self) -> &Path {
        &self.base
    }

    pub fn root(&self) -> PathBuf {
        self.base.join("root")
    }

    fn passphrase(&self) -> PathBuf {
        self.base.join("passphrase")
    }

    /// Runs `sportello keys certify` with its root.
    pub fn certify(&self, arguments: &[&str], days: i64) {
        let (passphrase, root) = (self.passphrase(), self.root());
        let files = ["--passphrase-file", passphrase.to_str().unwrap(), "--root", root.to_str().unwrap()];
        keys(&[&["certify"][..], &files, arguments].concat(), days);
    }
}

/// Two shades: small once it is kept.
pub fn picture() -> Vec<u8> {
    let shade = |x: u32| if x < 320 { image::Rgb([200, 180, 160]) } else { image::Rgb([90, 80, 70]) };
    let seen = image::RgbImage::from_fn(640, 480, |x, _| shade(x));
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&seen).unwrap();
    bytes
}
