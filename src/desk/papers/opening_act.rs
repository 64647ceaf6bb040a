//! The authorisation acts to sign, as models: of the first 24 hours, which prints before opening too; of a further period.
//! Both bear the head of the journal, so that whoever files them holds what came before.

use domain::ids::number::Series;
use domain::outage::outage::Cause;
use domain::text::lines::{self, NAME_MAX};
use domain::time::dates::weekday_date;
use domain::time::moment::Moment;
use paper::{Block, FootLine, Footer, Sheet, Signature, Stamp, Text};

use super::compose::{letterhead, moment};
use super::printing::Pdf;
use super::register_print::{cause_in_words, code_of};
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::limits::DESCRIPTION;
use crate::parts::session::Session;
use crate::register::own_head::OwnHead;

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
    pub started: Option<Moment>,
}

/// What the act of a further period shall say.
#[derive(Clone, Debug, Default)]
pub struct FurtherAct {
    /// Who will sign.
    pub signer: String,
    /// Office held.
    pub signer_role: String,
    /// From when, if it was said.
    pub from: Option<Moment>,
    /// Until when, if it was said.
    pub until: Option<Moment>,
}

/// What was typed for a model, all wrong values at once: what the paper's faces lack is refused here, not by the printer. Fields
/// as they are named; what is empty is filled by hand.
fn read_typed<const N: usize>(typed: [(&str, &str, usize); N]) -> Result<[String; N], DeskError> {
    let mut problems = Vec::new();
    let read = typed.map(|(field, raw, max)| {
        let read = lines::line(raw, max);
        read.map_err(|told| problems.push(FieldProblem::new(field, told))).unwrap_or_default()
    });
    if problems.is_empty() { Ok(read) } else { Err(DeskError::Fields(problems)) }
}

/// Lines to be filled by hand.
const BY_HAND: &str = "______________________________";

fn or_by_hand(text: &str) -> String {
    if text.trim().is_empty() { BY_HAND.to_owned() } else { text.trim().to_owned() }
}

fn when_or_by_hand(when: Option<Moment>) -> String {
    when.map_or_else(
        || format!("{BY_HAND} alle ore ______"),
        |when| format!("{} alle ore {}", weekday_date(when.day()), when.hour()),
    )
}

/// What both acts begin with.
fn beginning(subtitle: &str, signer: &str, signer_role: &str) -> Vec<Block> {
    vec![
        Block::Title {
            text: "Autorizzazione all'uso del registro di emergenza".to_owned(),
            subtitle: subtitle.to_owned(),
        },
        Block::paragraph(format!("Atto n. {BY_HAND} del ____________________")),
        Block::paragraph(
            Text::new()
                .plain("Il/La sottoscritto/a ")
                .value("signer", or_by_hand(signer))
                .plain(", ")
                .value("signer-role", or_by_hand(signer_role))
                .plain(","),
        ),
    ]
}

impl Desk {
    /// The authorisation act of the first 24 hours (art. 63 c. 1), to sign; prints before opening too. Fields: `signer`,
    /// `signer-role`, `cause-description`.
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn opening_act_pdf(&self, who: &Session, act: OpeningAct) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let [signer, signer_role, description] = read_typed([
            ("signer", &act.signer, NAME_MAX),
            ("signer-role", &act.signer_role, NAME_MAX),
            ("cause-description", &act.description, DESCRIPTION),
        ])?;
        let station = self.station();
        let cause = act.cause.map_or_else(|| BY_HAND.to_owned(), |cause| cause_in_words(cause).to_owned());
        let mut blocks = beginning("art. 63, comma 1, DPR 28 dicembre 2000, n. 445", &signer, &signer_role);
        blocks.extend([
            Block::paragraph(
                Text::new()
                    .plain("considerato che da ")
                    .value("started", when_or_by_hand(act.started))
                    .plain(" per cause tecniche non è possibile utilizzare la normale procedura informatica (")
                    .value("cause", cause)
                    .plain(if description.is_empty() { "" } else { ": " })
                    .value("cause-description", description)
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
        ]);
        self.act_pdf(blocks, &signer, &signer_role, "autorizzazione-apertura.pdf")
    }

    /// The authorisation act of a further period of the open outage (art. 63 c. 2), to sign. Fields: `signer`, `signer-role`.
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn further_act_pdf(&self, who: &Session, act: FurtherAct) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let [signer, signer_role] =
            read_typed([("signer", &act.signer, NAME_MAX), ("signer-role", &act.signer_role, NAME_MAX)])?;
        let station = self.station();
        let opening =
            self.head().open_outage().map(|open| open.opening.clone()).ok_or(DeskError::NoOutageOpen)?;
        let mut blocks = beginning("art. 63, comma 2, DPR 28 dicembre 2000, n. 445", &signer, &signer_role);
        blocks.extend([
            Block::paragraph(
                Text::new()
                    .plain(format!(
                        "considerato che l'impossibilità di utilizzare la normale procedura informatica ({}: ",
                        cause_in_words(opening.cause)
                    ))
                    .value("cause-description", opening.description)
                    .plain(format!(
                        "), cominciata {}, si prolunga oltre ventiquattro ore per cause di eccezionale gravità,",
                        moment(opening.started)
                    )),
            ),
            Block::paragraph(
                Text::new()
                    .bold("autorizza")
                    .plain(" l'ulteriore uso del registro di emergenza ")
                    .bold(station.register_code.to_string())
                    .plain(" e del separato indice degli atti di stato civile ")
                    .bold(code_of(station.register_code.as_str(), Series::S))
                    .plain(format!(
                        " (interruzione {}), da {} a {}, per un periodo non superiore a una settimana.",
                        opening.code,
                        when_or_by_hand(act.from),
                        when_or_by_hand(act.until)
                    )),
            ),
        ]);
        self.act_pdf(blocks, &signer, &signer_role, "autorizzazione-ulteriore.pdf")
    }

    /// Signature, head, foot.
    fn act_pdf(
        &self,
        mut blocks: Vec<Block>,
        signer: &str,
        role: &str,
        name: &str,
    ) -> Result<Pdf, DeskError> {
        let station = self.station();
        blocks.push(Block::Signature(Signature {
            holder: None,
            place_and_date: format!("{}, ____________________", station.office.municipality),
            role: vec![or_by_hand(role)],
            name: or_by_hand(signer),
            stamp: Stamp::Round,
        }));
        let head = self.own_head();
        blocks.extend(head.iter().flat_map(OwnHead::blocks));
        let sheet = Sheet {
            language: "it-IT".to_owned(),
            title: "Autorizzazione all'uso del registro di emergenza".to_owned(),
            letterhead: letterhead(&station.office, None),
            number: None,
            blocks,
            footer: Footer {
                lines: vec![FootLine::new("", format!("Modello stampato {}.", moment(self.now())))],
                code: head.as_ref().and_then(OwnHead::square),
            },
        };
        self.printed_sheet(&sheet, name.to_owned())
    }
}
