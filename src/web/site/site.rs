//! What every handler is given: built once by the station, shared by all workers.

use std::sync::Arc;

use crate::entrance::gate::Gates;
use clock::Random;
use desk::Counter;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;
use trust::Renewal;

use super::habits::Habits;
use super::papers::Papers;
use super::passing::Passing;
use super::pictures::Pictures;
use super::server_view::ServerView;
use super::sheets::Sheets;
use super::visits::Visits;

/// The site and what it stands on.
pub struct Site {
    /// The station.
    pub counter: Arc<Counter>,
    /// For tokens of visitors who have no session yet.
    pub random: Random,
    /// Host names that are answered, besides the loopback names: lower case, without port.
    pub hosts: Vec<String>,
    /// Whether a proxy in front speaks TLS to browsers.
    pub proxied: bool,
    /// How others reach it over TLS, where they do.
    pub server: Option<ServerView>,
    /// Recovery sheets still to be typed back.
    pub sheets: Sheets,
    /// Pictures still to be cropped.
    pub pictures: Pictures,
    /// What it remembers of browsers for a while.
    pub passing: Arc<Passing>,
    /// What few may do at a time.
    pub gates: Gates,
    /// Papers opened last.
    pub papers: Papers,
    /// What operators used last.
    pub habits: Habits,
    /// Who stands at each counter.
    pub visits: Visits,
    /// Name of the session cookie. Browsers do not keep cookies of two ports apart: a drill beside the real station, or two
    /// drills, would sign each other out if they used one name.
    pub cookie: String,
}

impl Site {
    /// Name of the session cookie.
    pub fn session_cookie(&self) -> &str {
        &self.cookie
    }

    /// Whether it is time for another certificate by which other computers reach this one.
    pub fn tls_renewal(&self, now: Moment) -> Renewal {
        self.server.as_ref().map_or(Renewal::NotYet, |server| server.renewal(now))
    }

    /// Whether this station only rehearses.
    pub fn drill(&self) -> bool {
        self.counter.exercise() == Exercise::Drill
    }
}
