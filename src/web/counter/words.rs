//! The domain's words as screens say them.

use crate::words::lang::Lang;
use crate::words::tag::Tag;
use crate::words::when;
use desk::outage::reserved_numbers::PaperActKind;
use desk::register::entries::StateFilter;
use domain::centre::recovery::{Settlement, Way};
use domain::form::entry_kind::{EntryKind, UseCode};
use domain::ids::number::Series;
use domain::ids::value::Source;
use domain::office::delegation::{ActReference, Capacity};
use domain::outage::authorisation::{Authorisation, Given, Period};
use domain::outage::outage::{Cause, Scenario};
use domain::register::entry::PaperState;

/// The state of a paper.
pub fn state(state: &PaperState, l: Lang) -> Tag {
    let tag = |word: &str, tint, reason: &str| Tag { word: word.into(), tint, reason: reason.into() };
    match state {
        PaperState::Registered => tag(l.t("Registrato", "Registered"), "info", ""),
        PaperState::Issued => tag(l.t("Emesso", "Issued"), "info", ""),
        PaperState::PrintSent => tag(l.t("Stampa inviata", "Sent to print"), "warn", ""),
        PaperState::HandedOver => tag(l.t("Consegnato", "Handed over"), "done", ""),
        PaperState::NotAscertained { reason } => tag(l.t("Non accertato", "Not ascertained"), "warn", reason),
        PaperState::Annulled { reason } => tag(l.t("Annullato", "Annulled"), "stop", reason),
    }
}

/// The states a list can be narrowed to: what stands in the address, and the word.
pub const STATES: [(&str, StateFilter, &str, &str); 7] = [
    ("in-doubt", StateFilter::InDoubt, "In dubbio: è uscito?", "In doubt: did it come out?"),
    ("issued", StateFilter::Issued, "Emesso", "Issued"),
    ("print-sent", StateFilter::PrintSent, "Stampa inviata", "Sent to print"),
    ("handed-over", StateFilter::HandedOver, "Consegnato", "Handed over"),
    ("not-ascertained", StateFilter::NotAscertained, "Non accertato", "Not ascertained"),
    ("registered", StateFilter::Registered, "Registrato", "Registered"),
    ("annulled", StateFilter::Annulled, "Annullato", "Annulled"),
];

/// All scenarios: value sent, value, words, what it means.
pub const SCENARIOS: [(&str, Scenario); 4] = [
    ("own-suite", Scenario::OwnSuite),
    ("cut-off", Scenario::CutOff),
    ("national-platform", Scenario::NationalPlatform),
    ("planned", Scenario::Planned),
];

/// All causes.
pub const CAUSES: [(&str, Cause); 5] = [
    ("suite", Cause::Suite),
    ("central", Cause::Central),
    ("network", Cause::Network),
    ("power", Cause::Power),
    ("planned", Cause::Planned),
];

/// All uses of a certificate.
pub const USES: [(&str, UseCode); 4] = [
    ("private", UseCode::Private),
    ("abroad", UseCode::Abroad),
    ("court", UseCode::Court),
    ("immigration", UseCode::Immigration),
];

/// All kinds of entries.
pub const KINDS: [(&str, EntryKind); 6] = [
    ("document", EntryKind::Document),
    ("refusal", EntryKind::Refusal),
    ("deferral", EntryKind::Deferral),
    ("call-back", EntryKind::CallBack),
    ("paper-act", EntryKind::PaperAct),
    ("authorisation", EntryKind::Authorisation),
];

/// All kinds of civil-status acts.
pub const ACTS: [(&str, PaperActKind); 5] = [
    ("birth", PaperActKind::Birth),
    ("marriage", PaperActKind::Marriage),
    ("civil-union", PaperActKind::CivilUnion),
    ("death", PaperActKind::Death),
    ("citizenship", PaperActKind::Citizenship),
];

/// Looks a sent value up in one of the lists above.
pub fn parse<T: Copy>(list: &[(&str, T)], sent: &str) -> Option<T> {
    list.iter().find(|(value, _)| *value == sent).map(|(_, meant)| *meant)
}

/// How entries stand with the centres, as lists can be narrowed.
pub const SETTLEMENTS: [(&str, Settlement); 4] = [
    ("waiting", Settlement::Waiting),
    ("conflicts", Settlement::Conflicts),
    ("rejected", Settlement::Rejected),
    ("recovered", Settlement::Recovered),
];

/// In words.
pub fn settlement(settlement: Settlement, l: Lang) -> &'static str {
    match settlement {
        Settlement::Waiting => l.t("Da riversare o in corso", "To recover or under way"),
        Settlement::Conflicts => l.t("Differenze", "Differences"),
        Settlement::Rejected => l.t("Rifiutato", "Rejected"),
        Settlement::Recovered => l.t("Riversato", "Recovered"),
    }
}

/// Where an entry stands on its way to the centre.
pub fn way(way: Way, l: Lang) -> Tag {
    let (tint, word) = match way {
        Way::ToSend => ("info", l.t("Da riversare", "To recover")),
        Way::Sent => ("info", l.t("In corso", "Under way")),
        Way::Unknown => ("warn", l.t("Esito ignoto", "Outcome unknown")),
        Way::Conflicts => ("warn", l.t("Differenze", "Differences")),
        Way::Rejected => ("stop", l.t("Rifiutato", "Rejected")),
        Way::Recovered => ("done", l.t("Riversato", "Recovered")),
    };
    Tag { tint, word: word.to_owned(), reason: String::new() }
}

/// What is down.
pub fn scenario(scenario: Scenario, l: Lang) -> &'static str {
    match scenario {
        Scenario::OwnSuite => l.t("Il gestionale del Comune è fermo", "The municipality’s own suite is down"),
        Scenario::CutOff => l.t("La sede è senza rete", "The building is cut off"),
        Scenario::NationalPlatform => l.t("Una piattaforma nazionale è ferma", "A national platform is down"),
        Scenario::Planned => l.t("Interruzione programmata", "Planned interruption"),
    }
}

/// What the scenario means for whoever is at the counter.
pub fn scenario_means(scenario: Scenario, l: Lang) -> &'static str {
    match scenario {
        Scenario::OwnSuite => l.t(
            "ANPR, CIE e ANSC rispondono da un’altra linea: offrire prima quelle vie.",
            "ANPR, CIE and ANSC still answer over another line: offer those first.",
        ),
        Scenario::CutOff => l.t(
            "I sistemi nazionali funzionano altrove: un altro Comune, il portale ANPR da casa.",
            "National systems work elsewhere: another municipality, the ANPR portal from home.",
        ),
        Scenario::NationalPlatform => l.t(
            "ANPR, ANSC o CIE sono fermi ovunque: restano autocertificazione e carte provvisorie.",
            "ANPR, ANSC or CIE are down everywhere: self-certification and provisional papers remain.",
        ),
        Scenario::Planned => l.t(
            "Lavori annunciati: migrazione, aggiornamento, manutenzione.",
            "Announced works: migration, upgrade, maintenance.",
        ),
    }
}

/// Cause, by code.
pub fn cause(cause: Cause, l: Lang) -> &'static str {
    match cause {
        Cause::Suite => l.t("gestionale comunale non disponibile", "municipal suite unavailable"),
        Cause::Central => l.t("sistema centrale non disponibile", "central system unavailable"),
        Cause::Network => l.t("mancanza di rete", "no network"),
        Cause::Power => l.t("mancanza di corrente", "no power"),
        Cause::Planned => l.t("lavori programmati", "planned works"),
    }
}

/// To what use.
pub fn use_code(code: UseCode, l: Lang) -> &'static str {
    match code {
        UseCode::Private => l.t("privati", "private parties"),
        UseCode::Abroad => l.t("estero", "abroad"),
        UseCode::Court => l.t("cause giudiziarie", "court cases"),
        UseCode::Immigration => l.t("procedimenti di immigrazione", "immigration procedures"),
    }
}

/// What an entry records.
pub fn entry_kind(kind: EntryKind, l: Lang) -> &'static str {
    match kind {
        EntryKind::Document => l.t("Documento", "Paper"),
        EntryKind::Deferral => l.t("Differimento", "Deferral"),
        EntryKind::Refusal => l.t("Rifiuto", "Refusal"),
        EntryKind::CallBack => l.t("Richiamata", "Call-back"),
        EntryKind::PaperAct => l.t("Atto cartaceo", "Paper act"),
        EntryKind::Authorisation => l.t("Autorizzazione", "Authorisation"),
    }
}

/// In whose name.
pub fn capacity(capacity: Capacity, l: Lang) -> &'static str {
    match capacity {
        Capacity::CivilStatus => l.t("ufficiale dello stato civile", "officer of civil status"),
        Capacity::Registry => l.t("ufficiale d’anagrafe", "registrar"),
    }
}

/// Kind of a civil-status act.
pub fn act_kind(kind: PaperActKind, l: Lang) -> &'static str {
    match kind {
        PaperActKind::Birth => l.t("Nascita", "Birth"),
        PaperActKind::Marriage => l.t("Matrimonio", "Marriage"),
        PaperActKind::CivilUnion => l.t("Unione civile", "Civil union"),
        PaperActKind::Death => l.t("Morte", "Death"),
        PaperActKind::Citizenship => l.t("Cittadinanza", "Citizenship"),
    }
}

/// Which register.
pub fn series(series: Series, l: Lang) -> &'static str {
    match series {
        Series::P => l.t("P · registro di emergenza", "P · emergency register"),
        Series::S => l.t("S · indice degli atti di stato civile", "S · index of civil-status acts"),
    }
}

/// The reference of an act, in words.
pub fn act(act: &ActReference, l: Lang) -> String {
    match act {
        ActReference::Signed { number, date } => {
            format!("{} {number} {} {}", l.t("n.", "no."), l.t("del", "of"), when::date(*date))
        }
        ActReference::ToBeSigned => l.t("atto da firmare", "act to be signed").into(),
        ActReference::ByLaw => l.t("per legge", "by law").into(),
    }
}

/// How an authorisation was given.
pub fn given(authorisation: &Authorisation, l: Lang) -> String {
    match &authorisation.given {
        Given::Written => l.t("per iscritto", "in writing").into(),
        Given::ByTelephone { received_by, at } => {
            format!("{} {received_by}, {}", l.t("per telefono a", "by telephone to"), when::date_time(*at))
        }
    }
}

/// Which period.
pub fn period(period: Period, l: Lang) -> &'static str {
    match period {
        Period::First => l.t("prime 24 ore (comma 1)", "first 24 hours (par. 1)"),
        Period::Further => l.t("ulteriore periodo (comma 2)", "further period (par. 2)"),
    }
}

/// Where an attested value comes from.
pub fn source(source: &Source, l: Lang) -> String {
    match source {
        Source::PaperAct => l.t("atto cartaceo", "paper act").into(),
        Source::DocumentShown { description } => {
            format!("{} {description}", l.t("documento esibito:", "document shown:"))
        }
        Source::OfficeFile { description } => {
            format!("{} {description}", l.t("atti dell’ufficio:", "records of the office:"))
        }
        Source::DirectKnowledge => l.t("conoscenza diretta", "direct knowledge").into(),
        Source::Declared => l.t("dichiarato", "declared").into(),
        Source::Extract { date } => format!("{} {}", l.t("estratto del", "extract of"), when::date(*date)),
        Source::Operator => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_word_of_its_own_in_both_languages() {
        let reason = String::from("motivo");
        let states = [
            PaperState::Registered,
            PaperState::Issued,
            PaperState::PrintSent,
            PaperState::HandedOver,
            PaperState::NotAscertained { reason: reason.clone() },
            PaperState::Annulled { reason },
        ];
        for l in [Lang::It, Lang::En] {
            let mut words: Vec<String> = states.iter().map(|paper| state(paper, l).word).collect();
            words.dedup();
            assert_eq!(words.len(), states.len());
        }
    }

    #[test]
    fn the_lists_read_back_what_they_send() {
        for (value, cause) in CAUSES {
            assert_eq!(parse(&CAUSES, value), Some(cause));
        }
        assert_eq!(parse(&SCENARIOS, "nowhere"), None);
    }
}
