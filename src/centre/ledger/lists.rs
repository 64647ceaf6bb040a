//! Short lists and values the centre keeps for itself; several instances may change them at once.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::CentreError;

use super::hub::Hub;
use super::seals::{self, Bound};

impl Hub {
    /// The value under a name becomes this.
    pub(crate) fn set(&self, name: &str, value: &[u8]) -> Result<(), CentreError> {
        loop {
            let kept = self.store.setting(name)?;
            if kept.as_deref() == Some(value) || self.store.set_setting(name, kept.as_deref(), value)? {
                return Ok(());
            }
        }
    }

    /// A sealed list; empty if there is none yet.
    pub(crate) fn list<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>, CentreError> {
        self.opened(name, self.store.setting(name)?.as_deref())
    }

    /// Changes a sealed list, whoever else does so at the same time.
    pub(crate) fn amend<T: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        change: impl Fn(&mut Vec<T>),
    ) -> Result<(), CentreError> {
        loop {
            let kept = self.store.setting(name)?;
            let mut list = self.opened(name, kept.as_deref())?;
            change(&mut list);
            let sealed = seals::seal_json(&self.keys, Bound::Setting(name), &list, &self.random);
            if self.store.set_setting(name, kept.as_deref(), &sealed)? {
                return Ok(());
            }
        }
    }

    fn opened<T: DeserializeOwned>(&self, name: &str, kept: Option<&[u8]>) -> Result<Vec<T>, CentreError> {
        match kept {
            Some(sealed) => seals::open_json(&self.keys, Bound::Setting(name), sealed),
            None => Ok(Vec::new()),
        }
    }
}
