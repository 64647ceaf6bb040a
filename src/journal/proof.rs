//! Whether the bytes of a file that goes with the journal prove that they are as they were written.

use std::sync::Arc;
use std::{fmt, io};

use super::segment;

/// What a file with this place in a copy (`blobs/a1/b2c3`) and these bytes says of itself.
type Asked = dyn Fn(&str, &[u8]) -> Option<bool> + Send + Sync;

/// Asks files for a proof: whoever knows how they were sealed says how. Segments of journals prove themselves.
#[derive(Clone, Default)]
pub struct Proof(Option<Arc<Asked>>);

impl Proof {
    /// Asks `asked`, which says `None` of files that can prove nothing.
    pub fn by(asked: impl Fn(&str, &[u8]) -> Option<bool> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(asked)))
    }

    /// Whether a file is whole, as it was read; `None` where nothing shows that. What cannot be read is not.
    pub(super) fn of(&self, place: &str, read: &io::Result<Vec<u8>>) -> Option<bool> {
        let Ok(bytes) = read else { return Some(false) };
        let name = place.rsplit('/').next().unwrap_or(place);
        if segment::first_of(name).is_some() {
            let end = segment::whole_until(bytes).and_then(|end| bytes.get(usize::try_from(end).ok()?..));
            return Some(end.is_some_and(|rest| rest.iter().all(|byte| *byte == 0)));
        }
        self.0.as_ref().and_then(|asked| asked(place, bytes))
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proof")
    }
}
