//! What the home page leads to besides the next person: what falls due, what stands open before closing, how the station stands.
//! Each ends in the page that settles it.

use crate::counter::words;
use crate::words::lang::Lang;
use crate::words::{count, when};
use desk::life::strip::{ClockState, SecondCopyState, Strip};
use desk::outage::shown::OutageView;
use desk::register::today::Today;
use domain::journal::event::Exercise;
use domain::outage::lapse::Lapse;
use domain::time::moment::Moment;

/// What whoever looks may do.
#[derive(Clone, Copy)]
pub struct May {
    /// Opens, closes, imports.
    pub supervisor: bool,
    /// Records authorisations.
    pub authorises: bool,
}

/// Something to do now.
pub struct Tile {
    pub name: String,
    pub words: String,
    pub link: &'static str,
    pub warns: bool,
}

/// Something open before closing.
pub struct Point {
    pub words: String,
    pub action: &'static str,
    pub link: &'static str,
    pub warns: bool,
}

/// A line of the state.
pub struct Fact {
    pub name: &'static str,
    pub words: String,
    /// The page that helps; empty where there is none.
    pub link: &'static str,
    pub warns: bool,
}

/// What falls due now, the most urgent first.
pub fn tiles(strip: &Strip, went_on: Option<Moment>, may: May, l: Lang) -> Vec<Tile> {
    let tile = |name: &str, words: &str, link, warns| Tile {
        name: name.to_owned(),
        words: words.to_owned(),
        link,
        warns,
    };
    let mut tiles = Vec::new();
    if strip.clock != ClockState::Confirmed {
        tiles.push(tile(
            l.t("Confermare l’orologio", "Confirm the clock"),
            l.t(
                "Prima di emettere qualcuno deve guardare se data e ora sono giuste.",
                "Before issuing, somebody must look whether date and time are right.",
            ),
            "/clock",
            true,
        ));
    }
    if let Some(Lapse::Covered { until, warn: true }) = strip.outage.as_ref().map(|outage| outage.lapse) {
        let left = when::stretch(until.since(strip.now), l);
        tiles.push(Tile {
            name: format!("{} {left}", l.t("L’autorizzazione finisce fra", "The authorisation ends in")),
            words: format!(
                "{} {}. {}",
                l.t("Vale", "It holds"),
                when::until(until, strip.now, l),
                if may.authorises {
                    l.t("Registrarne un’altra.", "Record another one.")
                } else {
                    l.t("Avvisare il responsabile.", "Tell the supervisor.")
                }
            ),
            link: if may.authorises { "/outage/authorise" } else { "/outage" },
            warns: true,
        });
    }
    if let Some(since) = went_on {
        tiles.push(Tile {
            name: l.t("Verbale di continuazione", "Record of the continuation").to_owned(),
            words: format!(
                "{} {}: {}",
                l.t("Il registro continua in una vita nuova dal", "The register goes on in a new life since"),
                when::date_time(since),
                l.t("stamparlo, firmarlo, conservarlo agli atti.", "print it, sign it, file it.")
            ),
            link: "/station/lives",
            warns: false,
        });
    }
    if strip.outage.is_none() {
        before_an_outage(strip, may, l, &mut tiles);
    }
    tiles
}

/// What is better done while nothing is down.
fn before_an_outage(strip: &Strip, may: May, l: Lang, tiles: &mut Vec<Tile>) {
    if strip.not_recovered > 0 {
        tiles.push(Tile {
            name: count::of(
                strip.not_recovered,
                l.t("registrazione da riversare", "entry to recover"),
                l.t("registrazioni da riversare", "entries to recover"),
            ),
            words: l
                .t(
                    "L’interruzione è chiusa: riportarle nei sistemi ordinari.",
                    "The outage is closed: bring them back into the ordinary systems.",
                )
                .to_owned(),
            link: "/recovery",
            warns: false,
        });
    }
    if strip.extract.is_none() && may.supervisor {
        tiles.push(Tile {
            name: l.t("Manca l’estratto dei residenti", "No extract of residents").to_owned(),
            words: l
                .t(
                    "Senza, in un’interruzione ogni dato si scrive a mano. Importarne uno.",
                    "Without it every value is typed by hand in an outage. Import one.",
                )
                .to_owned(),
            link: "/extract",
            warns: true,
        });
    }
    if strip.second_copy == SecondCopyState::NotConfigured
        && strip.exercise == Exercise::Real
        && may.supervisor
    {
        tiles.push(Tile {
            name: l.t("Manca la seconda copia", "No second copy").to_owned(),
            words: l
                .t(
                    "Se questo computer si rompe, si perde il registro. Come si configura.",
                    "If this computer breaks, the register is lost. How it is set up.",
                )
                .to_owned(),
            link: "/station",
            warns: true,
        });
    }
}

/// What stands open before closing. Closing is possible all the same: it is then an anomaly, or goes on afterwards.
pub fn points(strip: &Strip, view: &OutageView, calls: u64, l: Lang) -> Vec<Point> {
    let mut points = Vec::new();
    let mut point = |many: u64, one: &str, more: &str, action, link, warns| {
        if many > 0 {
            points.push(Point { words: count::of(many, one, more), action, link, warns });
        }
    };
    point(
        view.doubts.count,
        l.t("foglio in dubbio", "sheet in doubt"),
        l.t("fogli in dubbio", "sheets in doubt"),
        l.t("Rispondere", "Answer"),
        "/doubts",
        true,
    );
    point(
        view.unsigned_acts as u64,
        l.t("atto da firmare", "act to be signed"),
        l.t("atti da firmare", "acts to be signed"),
        l.t("Registrare la firma", "Record the signature"),
        "/outage",
        true,
    );
    point(
        view.reserved.len() as u64,
        l.t("numero riservato, non riportato", "reserved number, not reported"),
        l.t("numeri riservati, non riportati", "reserved numbers, not reported"),
        l.t("Riportare o barrare", "Report or bar"),
        "/numbers",
        false,
    );
    point(
        calls,
        l.t("persona da richiamare", "person to call back"),
        l.t("persone da richiamare", "people to call back"),
        l.t("Vedere", "See"),
        "/call-backs",
        false,
    );
    point(
        strip.drafts,
        l.t("bozza non emessa", "draft not issued"),
        l.t("bozze non emesse", "drafts not issued"),
        l.t("Vedere", "See"),
        "/drafts",
        false,
    );
    points
}

/// How the station stands: deadline, extract, what is to be recovered, who signs.
pub fn facts(strip: &Strip, today: &Today, may: May, l: Lang) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(outage) = &strip.outage {
        facts.push(Fact {
            name: l.t("Sistemi centrali fermi", "Central systems down"),
            words: format!("{} {}", l.t("da", "for"), when::stretch(strip.now.since(outage.since), l)),
            link: "/outage",
            warns: false,
        });
        let (words, warns) = match outage.lapse {
            Lapse::Covered { until, warn } => (
                format!(
                    "{}, {} {}",
                    when::near(until, strip.now, l),
                    l.t("fra", "in"),
                    when::stretch(until.since(strip.now), l)
                ),
                warn,
            ),
            Lapse::Lapsed { since } => {
                (format!("{} {}", l.t("scaduta", "expired"), when::since(since, strip.now, l)), true)
            }
        };
        let link = if may.authorises { "/outage/authorise" } else { "/outage" };
        facts.push(Fact { name: l.t("Prossima autorizzazione", "Next authorisation"), words, link, warns });
    }
    let extract = strip.extract.map(|day| {
        let age = strip.now.day().signed_duration_since(day).num_days();
        format!("{}, {}", when::date(day), when::days_ago(age, l))
    });
    facts.push(Fact {
        name: l.t("Estratto dei residenti", "Extract of residents"),
        warns: extract.is_none() || strip.extract_lost,
        words: extract.unwrap_or_else(|| l.t("nessuno", "none").to_owned()),
        link: "/extract",
    });
    facts.push(Fact {
        name: l.t("Registrazioni da riversare", "Entries to recover"),
        words: strip.not_recovered.to_string(),
        link: "/recovery",
        warns: false,
    });
    let signs =
        today.officers.iter().map(|(capacity, name)| format!("{name} ({})", words::capacity(*capacity, l)));
    let signs = signs.collect::<Vec<_>>().join(", ");
    facts.push(Fact {
        name: l.t("Firma di turno", "Signs in this shift"),
        warns: signs.is_empty() && strip.outage.is_some(),
        words: if signs.is_empty() { l.t("nessuno", "nobody").to_owned() } else { signs },
        link: "/operators",
    });
    facts
}
