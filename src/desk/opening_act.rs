//! The authorisation act to sign, as a model; it prints before opening too.

use chrono::NaiveDateTime;

use crate::domain::number::Series;
use crate::domain::outage::Cause;
use crate::domain::reading::weekday_date;
use crate::paper::{Block, FootLine, Footer, Sheet, Signature, Stamp, Text};

use super::compose::{letterhead, moment};
use super::error::DeskError;
use super::opened::Desk;
use super::papers::Pdf;
use super::register::{cause_in_words, code_of};
use super::sign_in::Session;

/// What the opening act shall say; everything may still be unknown and is then left as a line to fill by hand.
#[derive(Clone, Debug, Default)]
pub struct OpeningAct {
    /// Who will sign.
    pub signer: String,
    /// Office held.
    pub signer_role: String,
    /// Why.
    pub cause: Option<Cause>,
    /// Why, in words.
    pub description: String,
    /// Start of the impossibility.
    pub started: Option<NaiveDateTime>,
}

/// Lines to be filled by hand.
const BY_HAND: &str = "______________________________";

impl Desk {
    /// The authorisation act to sign; prints before opening too.
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn opening_act_pdf(&self, who: &Session, act: OpeningAct) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let station = self.station();
        let now = self.now();
        let or_by_hand =
            |text: &str| if text.trim().is_empty() { BY_HAND.to_owned() } else { text.trim().to_owned() };
        let started = act.started.map_or_else(
            || format!("{BY_HAND} alle ore ______"),
            |started| format!("{} alle ore {}", weekday_date(started.date()), started.format("%H:%M")),
        );
        let cause = act.cause.map_or_else(|| BY_HAND.to_owned(), |cause| cause_in_words(cause).to_owned());
        let blocks = vec![
            Block::Title {
                text: "Autorizzazione all'uso del registro di emergenza".to_owned(),
                subtitle: "art. 63, comma 1, DPR 28 dicembre 2000, n. 445".to_owned(),
            },
            Block::paragraph(format!("Atto n. {BY_HAND} del ____________________")),
            Block::paragraph(
                Text::new()
                    .plain("Il/La sottoscritto/a ")
                    .value("signer", or_by_hand(&act.signer))
                    .plain(", ")
                    .value("signer-role", or_by_hand(&act.signer_role))
                    .plain(","),
            ),
            Block::paragraph(
                Text::new()
                    .plain("considerato che da ")
                    .value("started", started)
                    .plain(" per cause tecniche non è possibile utilizzare la normale procedura informatica (")
                    .value("cause", cause)
                    .plain(if act.description.trim().is_empty() { "" } else { ": " })
                    .value("cause-description", act.description.trim())
                    .plain("),"),
            ),
            Block::paragraph(
                Text::new()
                    .bold("autorizza")
                    .plain(" lo svolgimento delle operazioni di registrazione sul registro di emergenza ")
                    .bold(station.register_code.to_string())
                    .plain(" e sul separato indice degli atti di stato civile ")
                    .bold(code_of(station.register_code.as_str(), Series::S))
                    .plain(
                        ", per le prime ventiquattro ore dall'inizio dell'impossibilità. Oltre, occorre un'ulteriore \
                         autorizzazione per periodi non superiori a una settimana ciascuno (comma 2).",
                    ),
            ),
            Block::Signature(Signature {
                holder: None,
                place_and_date: format!("{}, ____________________", station.office.municipality),
                role: vec![or_by_hand(&act.signer_role)],
                name: or_by_hand(&act.signer),
                stamp: Stamp::Round,
            }),
        ];
        let sheet = Sheet {
            language: "it-IT".to_owned(),
            title: "Autorizzazione all'uso del registro di emergenza".to_owned(),
            letterhead: letterhead(&station.office, None),
            number: None,
            blocks,
            footer: Footer {
                lines: vec![FootLine::new("", format!("Modello stampato {}.", moment(now)))],
                code: None,
            },
        };
        self.printed_sheet(&sheet, "autorizzazione-apertura.pdf".to_owned())
    }
}
