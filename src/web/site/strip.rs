//! The permanent strip, in words. It stands in the same place on every page and cannot be dismissed.

use crate::words::lang::Lang;
use crate::words::{renewal, when};
use desk::StopReason;
use desk::life::strip::{ClockState, SecondCopyState, Strip};
use domain::journal::event::Exercise;
use domain::outage::lapse::Lapse;
use trust::Renewal;

use crate::words::notice::words;

/// How urgent an item, or the whole strip, is. Said in words too, never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mood {
    /// Nothing to do.
    Calm,
    /// An emergency is open, or something will want attention.
    Warn,
    /// Something stands still until a person acts.
    Stop,
}

impl Mood {
    /// Its class in the stylesheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Warn => "warn",
            Self::Stop => "stop",
        }
    }
}

/// One item: what it is about, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// `da riversare`
    pub name: &'static str,
    /// `14`
    pub words: String,
    /// Urgency.
    pub mood: Mood,
    /// The page that helps, if one does.
    pub link: &'static str,
}

/// The strip of a page.
#[derive(Clone, Debug)]
pub struct StripView {
    /// Comune and office, for the header.
    pub office: String,
    /// Register code.
    pub station: String,
    /// The outage and its clock, or that there is none.
    pub state: String,
    /// Mood of the whole.
    pub mood: Mood,
    /// The items, in their fixed order.
    pub items: Vec<Item>,
    /// Entries still to be recovered or decided, for the menu.
    pub not_recovered: u64,
    /// Drafts open, for the menu.
    pub drafts: u64,
    /// Age of the extract in days, for the menu.
    pub extract_days: Option<i64>,
}

/// Deeds told on the strip; the rest stands on their page.
const NOTICES: usize = 3;

/// What a mark that cannot be written means.
pub fn mark_failing(l: Lang) -> &'static str {
    l.t(
        "Il segno fuori dalla cartella non si scrive: una copia più vecchia rimessa al suo posto non si noterebbe, e quando i numeri che copre sono finiti (al massimo 64) l’emissione aspetta. Liberare spazio o riparare il disco dove sta.",
        "The mark outside the folder cannot be written: an older copy put back would not be noticed, and once the numbers it covers are used up (64 at most) issuing waits. Make room or repair the disk it is on.",
    )
}

impl StripView {
    /// The strip in a language; `tls` is how it stands with the certificate by which other computers reach this one.
    pub fn new(strip: &Strip, tls: Renewal, l: Lang) -> Self {
        let mut items =
            vec![authorisation(strip, l), extract(strip, l), not_recovered(strip, l), second_copy(strip, l)];
        if strip.doubts > 0 {
            items.push(Item {
                name: l.t("fogli in dubbio", "sheets in doubt"),
                words: strip.doubts.to_string(),
                mood: Mood::Warn,
                link: "/doubts",
            });
        }
        if strip.to_call > 0 {
            items.push(Item {
                name: l.t("persone da avvisare", "people to tell"),
                words: strip.to_call.to_string(),
                mood: Mood::Warn,
                link: "/conflicts#to-call",
            });
        }
        items.extend(certificate(strip, l));
        items.extend(of_tls(tls, l));
        if let ClockState::Ask(_) = strip.clock {
            items.push(Item {
                name: l.t("orologio", "clock"),
                words: l.t("da confermare", "to confirm").into(),
                mood: Mood::Warn,
                link: "/clock",
            });
        }
        if strip.mark_failing {
            items.push(Item {
                name: l.t("segno fuori dalla cartella", "mark outside the folder"),
                words: l.t("non si scrive", "cannot be written").into(),
                mood: Mood::Warn,
                link: "/station",
            });
        }
        if strip.extract_lost {
            items.push(Item {
                name: l.t("estratto", "extract"),
                words: l.t("non si legge: importarlo di nuovo", "cannot be read: import it again").into(),
                mood: Mood::Warn,
                link: "/extract",
            });
        }
        items.extend(strip.notices.iter().take(NOTICES).map(|notice| Item {
            name: words(notice.deed, l),
            words: format!("{} {} {}", when::date_time(notice.at), l.t("da", "by"), notice.by.name),
            mood: Mood::Warn,
            link: "/station/notices",
        }));
        if let Some(stop) = strip.stop {
            let link = if stop.is_mended_by_a_new_code() { "/decide" } else { "/station" };
            items.insert(
                0,
                Item {
                    name: l.t("emissione ferma", "issuing stopped"),
                    words: stop_words(stop, l).into(),
                    mood: Mood::Stop,
                    link,
                },
            );
        }
        let worst = items.iter().map(|item| item.mood).max().unwrap_or(Mood::Calm);
        let open = if strip.outage.is_some() { Mood::Warn } else { Mood::Calm };
        Self {
            office: format!("{} {}", l.t("Comune di", "Municipality of"), strip.municipality),
            station: strip.station.clone(),
            state: state(strip, l),
            mood: if worst == Mood::Stop { Mood::Stop } else { open },
            items: items.into_iter().filter(|item| !item.name.is_empty()).collect(),
            not_recovered: strip.not_recovered,
            drafts: strip.drafts,
            extract_days: strip.extract.map(|day| strip.now.day().signed_duration_since(day).num_days()),
        }
    }
}

fn state(strip: &Strip, l: Lang) -> String {
    match &strip.outage {
        None => l.t("Nessuna interruzione aperta", "No outage open").into(),
        Some(outage) => format!(
            "{} {}",
            l.t("INTERRUZIONE da", "OUTAGE for"),
            when::stretch(strip.now.since(outage.since), l)
        ),
    }
}

fn authorisation(strip: &Strip, l: Lang) -> Item {
    let (name, words, mood) = match strip.outage.as_ref().map(|outage| outage.lapse) {
        None => ("", String::new(), Mood::Calm),
        Some(Lapse::Covered { until, warn }) => (
            l.t("prossima autorizzazione entro", "next authorisation by"),
            when::near(until, strip.now, l),
            if warn { Mood::Warn } else { Mood::Calm },
        ),
        Some(Lapse::Lapsed { since }) => (
            l.t("autorizzazione scaduta", "authorisation expired"),
            when::near(since, strip.now, l),
            Mood::Stop,
        ),
    };
    Item { name, words, mood, link: "/outage" }
}

fn extract(strip: &Strip, l: Lang) -> Item {
    let words = match strip.extract {
        None => l.t("nessun estratto", "none").into(),
        Some(day) => {
            let age = strip.now.day().signed_duration_since(day).num_days();
            format!("{} ({})", when::date(day), when::days_ago(age, l))
        }
    };
    let mood = if strip.extract.is_none() { Mood::Warn } else { Mood::Calm };
    Item { name: l.t("estratto", "extract"), words, mood, link: "/extract" }
}

/// It counts what is not recovered, not whether a cable is in; where a centre answers, it proposes.
fn not_recovered(strip: &Strip, l: Lang) -> Item {
    match strip.proposal {
        Some(proposal) => Item {
            name: l.t("il centro risponde da", "the centre has answered for"),
            words: format!(
                "{}: {}",
                when::stretch(strip.now.since(proposal.since), l),
                match (proposal.entries, l) {
                    (1, Lang::It) => "riversare 1 registrazione?".to_owned(),
                    (1, Lang::En) => "recover 1 entry?".to_owned(),
                    (entries, Lang::It) => format!("riversare {entries} registrazioni?"),
                    (entries, Lang::En) => format!("recover {entries} entries?"),
                }
            ),
            mood: Mood::Warn,
            link: "/recovery",
        },
        None => Item {
            name: l.t("da riversare", "to recover"),
            words: strip.not_recovered.to_string(),
            mood: Mood::Calm,
            link: "/recovery",
        },
    }
}

/// Nothing, while there is time.
fn certificate(strip: &Strip, l: Lang) -> Option<Item> {
    let (words, mood) = match strip.renewal {
        Renewal::NotYet => return None,
        Renewal::Soon { days } => (renewal::within(days, l), Mood::Warn),
        Renewal::Over => (l.t("scaduto", "expired").to_owned(), Mood::Warn),
    };
    Some(Item { name: l.t("certificato", "certificate"), words, mood, link: "/recovery" })
}

fn of_tls(tls: Renewal, l: Lang) -> Option<Item> {
    let words = match tls {
        Renewal::NotYet => return None,
        Renewal::Soon { days } => renewal::within(days, l),
        Renewal::Over => l.t("scaduto", "expired").to_owned(),
    };
    let name = l.t("certificato per altri computer", "certificate for other computers");
    Some(Item { name, words, mood: Mood::Warn, link: "/station/server" })
}

fn second_copy(strip: &Strip, l: Lang) -> Item {
    let (words, mood) = match strip.second_copy {
        SecondCopyState::NotConfigured => (
            l.t("non configurata", "not configured").into(),
            // What is tried out is not to be kept.
            if strip.exercise == Exercise::Real { Mood::Warn } else { Mood::Calm },
        ),
        SecondCopyState::UpToDate => (l.t("aggiornata", "up to date").into(), Mood::Calm),
        SecondCopyState::Behind { records } => {
            (format!("{} {records}", l.t("in ritardo di", "behind by")), Mood::Warn)
        }
        SecondCopyState::Filling { files } => (
            format!("{} {files}", l.t("si completa, file da copiare:", "being completed, files to copy:")),
            Mood::Warn,
        ),
        SecondCopyState::Missing => (l.t("manca la chiavetta", "the stick is missing").into(), Mood::Warn),
        SecondCopyState::Full => (l.t("piena", "full").into(), Mood::Warn),
        SecondCopyState::Failing => (l.t("non si scrive", "cannot be written").into(), Mood::Warn),
        SecondCopyState::Contradicts => {
            (l.t("dice altro: lasciarla inserita", "says otherwise: leave it in").into(), Mood::Stop)
        }
        SecondCopyState::OtherStation => {
            (l.t("è di un’altra postazione", "is another station’s").into(), Mood::Warn)
        }
    };
    Item { name: l.t("seconda copia", "second copy"), words, mood, link: "/station" }
}

/// Why issuing is stopped, in a few words.
pub fn stop_words(stop: StopReason, l: Lang) -> &'static str {
    match stop {
        StopReason::JournalDamaged => l.t("giornale danneggiato", "journal damaged"),
        StopReason::AnchorAhead => {
            l.t("registro più indietro di quanto risulta", "register behind its anchor")
        }
        StopReason::PartedFromCentre => {
            l.t("il centro ha altre registrazioni", "the centre holds other records")
        }
        StopReason::HeadContradicted => l.t(
            "una testa annotata fuori non torna con il giornale",
            "a head held outside contradicts the journal",
        ),
        StopReason::OtherMachine => l.t("cartella di un altro computer", "folder of another computer"),
        StopReason::PartReplaced => l.t("un pezzo del computer è cambiato", "a part of the computer changed"),
        StopReason::NewerLife => l.t("il registro continua altrove", "the register goes on elsewhere"),
        StopReason::CopyForked => l.t("la seconda copia dice altro", "the second copy says otherwise"),
        StopReason::CopyAhead => l.t("la cartella era più vecchia", "the folder was older"),
        StopReason::CopyAway => l.t("seconda copia non consultata", "second copy not asked"),
        StopReason::MarkLost => l.t("nessun segno di dov’era arrivato", "no mark of how far it came"),
        StopReason::MarkHeld => l.t("la cartella è in uso due volte", "the folder is in use twice"),
        StopReason::Ended => l.t("postazione chiusa per sempre", "station ended for good"),
        StopReason::NewerRecords => {
            l.t("registrazioni di una versione più nuova", "records of a newer version")
        }
        StopReason::DiskReadOnly => l.t("disco in sola lettura", "disk read-only"),
        StopReason::DiskFull => l.t("disco pieno", "disk full"),
        StopReason::WriteFailed => l.t("scrittura fallita: riavviare", "a write failed: restart"),
    }
}
