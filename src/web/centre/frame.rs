//! What stands around every page of the centre.

use actix_web::http::Method;

use super::rights::{self, Needs};
use crate::site::assets;
use crate::site::field::Hidden;
use crate::site::form::{Form, Problem};
use crate::words::lang::Lang;
use crate::words::when;
use centre::staff::accounts::Worker;
use centre::staff::sessions::Session;
use centre::stations::second_copy::CopyStand;
use domain::centre::centre_role::Right;

/// Who is signed in, and what that person may do.
pub struct Who {
    /// Name.
    pub name: String,
    /// A password that somebody gave this account: by whom, when; until it was read.
    pub given: Option<(String, String)>,
    worker: Worker,
}

impl Who {
    /// The person of a session.
    pub fn of(session: &Session) -> Self {
        let given = session.given.as_ref().map(|given| (given.by.clone(), when::date_time(given.at)));
        Self { name: session.worker.name.clone(), given, worker: session.worker.clone() }
    }

    /// Whether entries may be read.
    pub fn reads(&self) -> bool {
        self.worker.may(Right::Read)
    }

    /// Whether what was done at the centre may be read.
    pub fn audits(&self) -> bool {
        self.worker.may(Right::Deeds)
    }

    /// Whether accounts may be changed.
    pub fn administers(&self) -> bool {
        self.worker.may(Right::Accounts)
    }
}

/// The frame of a page. A page's template extends `hub/layout.html` and its struct has the fields `l` and `frame`.
pub struct HubFrame {
    /// Language.
    pub l: Lang,
    /// Whether *ESERCITAZIONE* stands on the page.
    pub drill: bool,
    /// Who is signed in.
    pub who: Option<Who>,
    /// What to mend.
    pub problems: Vec<Problem>,
    /// Path and query of this page, without a choice of language.
    pub here: String,
    /// Proof that a form of this page is ours.
    pub token: String,
    /// Conflicts open and entries set aside, for the strip.
    pub open: u64,
    /// Entries set aside.
    pub rejected: u64,
    /// Entries that wait for an ordinary number.
    pub unnumbered: u64,
    /// Papers annulled or to be replaced whose holders nobody has told.
    pub calls: usize,
    /// Entries received.
    pub entries: u64,
    /// Stations that ask to be known.
    pub waiting: usize,
    /// Stations that have still to say what they were told, where a copy was put back.
    pub awaited: usize,
    /// How the second copy stands, where one is kept.
    pub copy: Option<CopyStand>,
}

impl HubFrame {
    /// A frame for when nothing can be known.
    pub fn bare(l: Lang, drill: bool, here: String) -> Self {
        Self {
            l,
            drill,
            who: None,
            problems: Vec::new(),
            here,
            token: String::new(),
            open: 0,
            rejected: 0,
            unnumbered: 0,
            calls: 0,
            entries: 0,
            waiting: 0,
            awaited: 0,
            copy: None,
        }
    }

    /// Whether whoever is signed in may send a form to this address, as `routes` writes it: a form that would be refused is not shown.
    pub fn takes(&self, address: &str) -> bool {
        self.may(address, &Method::POST)
    }

    /// Whether whoever is signed in may open this address, as `routes` writes it.
    pub fn shows(&self, address: &str) -> bool {
        self.may(address, &Method::GET)
    }

    fn may(&self, address: &str, method: &Method) -> bool {
        match rights::of(address, method) {
            Some(Needs::Nothing | Needs::Session) => true,
            Some(Needs::Right(right)) => self.who.as_ref().is_some_and(|who| who.worker.may(right)),
            None => false,
        }
    }

    /// Who does what a form of this address would do, in the place of the form.
    pub fn left_to_others(&self, address: &str) -> &'static str {
        match rights::of(address, &Method::POST) {
            Some(Needs::Right(Right::Accounts)) => {
                self.l.t("Lo fa un amministratore delle utenze.", "An administrator of accounts does this.")
            }
            Some(Needs::Right(Right::Stations)) => self.l.t(
                "Lo fa il responsabile della gestione documentale, o un amministratore.",
                "The records manager or an administrator does this.",
            ),
            _ => self
                .l
                .t("Lo fa il responsabile della gestione documentale.", "The records manager does this."),
        }
    }

    /// With the problems of a form in the summary.
    #[must_use]
    pub fn mend(mut self, form: &Form) -> Self {
        self.problems.clone_from(&form.problems);
        self
    }

    /// Since when no second copy can be written, for the strip.
    pub fn copy_failing(&self) -> Option<String> {
        self.copy.and_then(|copy| copy.failing).map(when::date_time)
    }

    /// When the second copy was written, in words; none where none is kept.
    pub fn copy_told(&self) -> Option<String> {
        let copy = self.copy?;
        let last = copy.last.map_or_else(|| self.l.t("mai", "never").to_owned(), when::date_time);
        Some(format!("{} {last}", self.l.t("ultima:", "last:")))
    }

    /// The hidden field every POST form needs.
    pub fn csrf(&self) -> Hidden<'_> {
        Hidden { name: "_csrf", value: &self.token }
    }

    /// Address of an embedded file.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The same page in the other language.
    pub fn switch(&self) -> String {
        let here = format!("/{}", self.here.trim_start_matches('/'));
        let joint = if here.contains('?') { '&' } else { '?' };
        format!("{here}{joint}lang={}", self.l.other().code())
    }

    /// Whether the page shown is under `path`, for the navigation.
    pub fn at(&self, path: &str) -> bool {
        let here = self.here.split('?').next().unwrap_or_default();
        here == path || (path != "/" && here.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    }
}
