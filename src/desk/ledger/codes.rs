//! Register codes that were used, so that none is chosen again: one a line, in the data folder and, for a real station,
//! beside the high-water marks, where a lost data folder does not take them along.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use disk;
use domain::journal::event::Exercise;

use super::premises::Premises;

/// Its name in the data folder and beside the marks.
pub(crate) const FILE: &str = "register-codes";

/// The lists of a station's codes.
pub(crate) struct Codes<'a> {
    premises: &'a Premises,
}

impl<'a> Codes<'a> {
    /// Of this data folder.
    pub(crate) fn of(premises: &'a Premises) -> Self {
        Self { premises }
    }

    fn places(&self) -> Vec<PathBuf> {
        let mut places = vec![self.premises.folder.join(FILE)];
        // Drills come and go; their codes are nobody's.
        if self.premises.exercise == Exercise::Real {
            places.push(self.premises.high_water.join(FILE));
        }
        places
    }

    /// All codes any list knows. A list that cannot be read is an error: it may hold the one about to be chosen.
    pub(crate) fn used(&self) -> io::Result<BTreeSet<String>> {
        let mut used = BTreeSet::new();
        for place in self.places() {
            match self.premises.disk.read(&place) {
                Ok(bytes) => {
                    let text = String::from_utf8_lossy(&bytes);
                    used.extend(
                        text.lines().map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned),
                    );
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(used)
    }

    /// Adds codes to every list that lacks one, durably.
    pub(crate) fn add(&self, codes: impl IntoIterator<Item = String>) -> io::Result<()> {
        let mut all = self.used()?;
        all.extend(codes);
        let text = all.iter().fold(String::new(), |text, code| text + code + "\n");
        for place in self.places() {
            if self.premises.disk.read(&place).is_ok_and(|bytes| bytes == text.as_bytes()) {
                continue;
            }
            if let Some(folder) = place.parent() {
                self.premises.disk.create_folder(folder)?;
            }
            disk::replace(self.premises.disk.as_ref(), &place, text.as_bytes())?;
        }
        Ok(())
    }
}
