//! Which body a centre serves: one, by its IPA code, if it was told. Who says to be of another is refused with both names.

use super::hub::Hub;
use crate::error::CentreError;
use domain::ids::body::BodyCode;

/// Code and name of the body, in clear.
const SETTING: &str = "body";

/// How often it is written anew when another instance does the same.
const TRIES: usize = 5;

impl Hub {
    /// The centre serves this body from now on, and was told so at its start. Data of another body stay another's: such a
    /// start is refused.
    pub fn serves(&self, body: &BodyCode, name: &str) -> Result<(), CentreError> {
        if let Some((kept, known_as)) = self.body()?
            && kept != *body
        {
            return Err(CentreError::OtherBody { theirs: told(body, name), ours: told(&kept, &known_as) });
        }
        let value = format!("{body} {name}");
        for _ in 0..TRIES {
            let kept = self.store.setting(SETTING)?;
            if kept.as_deref() == Some(value.as_bytes())
                || self.store.set_setting(SETTING, kept.as_deref(), value.as_bytes())?
            {
                break;
            }
        }
        Ok(())
    }

    /// The body it serves and its name, if it was told.
    pub fn body(&self) -> Result<Option<(BodyCode, String)>, CentreError> {
        let kept = self.store.setting(SETTING)?;
        let text = kept.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(text.and_then(|text| {
            let (code, name) = text.split_once(' ')?;
            Some((BodyCode::parse(code).ok()?, name.to_owned()))
        }))
    }

    /// Refuses who says to be of another body. Where one of the two does not say, nothing is refused.
    pub(crate) fn of_our_body(&self, theirs: Option<&BodyCode>, name: &str) -> Result<(), CentreError> {
        let Some(theirs) = theirs else { return Ok(()) };
        match self.body()? {
            Some((ours, known_as)) if ours != *theirs => {
                Err(CentreError::OtherBody { theirs: told(theirs, name), ours: told(&ours, &known_as) })
            }
            _ => Ok(()),
        }
    }
}

/// `Comune di Valdorè (c_g535)`.
fn told(code: &BodyCode, name: &str) -> String {
    let name = name.trim();
    if name.is_empty() { code.to_string() } else { format!("{name} ({code})") }
}
