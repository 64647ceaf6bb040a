//! How others reach the station over TLS.

use domain::time::moment::Moment;
use trust::{Certificate, Renewal, Root};

/// How others reach the station over TLS.
pub struct ServerView {
    /// What is typed there.
    pub addresses: Vec<String>,
    /// What they are shown.
    pub certificate: Certificate,
    /// The root that certified it; none where the computer did it itself.
    pub root: Option<Root>,
}

impl ServerView {
    /// Whether it is time for another one.
    pub fn renewal(&self, now: Moment) -> Renewal {
        self.certificate.renewal(now)
    }

    /// What is installed on other computers.
    pub(crate) fn installed(&self) -> &Certificate {
        self.root.as_ref().map_or(&self.certificate, Root::certificate)
    }
}
