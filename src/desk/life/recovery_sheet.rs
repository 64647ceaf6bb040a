//! The recovery code on paper, for the safe, and typed back.

use crate::error::{DeskError, problem};
use crate::ledger::desk::Desk;
use crate::ledger::premises::FarServer;
use crate::ledger::spare_start::SpareStart;
use crate::papers::compose;
use crate::papers::printing::Pdf;
use domain::journal::event::Exercise;
use domain::text::bilingual::Bilingual;
use domain::text::hex;
use domain::time::dates::weekday_date;
use paper::{self, Block, FootLine, Footer, Marks, Sheet};
use vault::RecoveryCode;

/// The sheet to print and lock away.
pub(super) fn pdf(desk: &Desk, code: &RecoveryCode) -> Result<Pdf, DeskError> {
    let station = desk.station();
    let reserve = desk.reserve().map(|reserve| {
        Block::small(format!(
            "La seconda copia porta la riserva di {}, certificata fino al {}: il computer nuovo è riconosciuto subito.",
            reserve.code,
            weekday_date(reserve.until.day())
        ))
    });
    let server = desk.premises.server.as_ref().map(from_other_computers);
    let steps = steps(&SpareStart::of(&desk.premises)).into_iter().map(Block::paragraph);
    let sheet = Sheet {
        language: "it-IT".to_owned(),
        title: format!("Codice di recupero {}", station.register_code),
        letterhead: compose::letterhead(&station.office, None),
        number: None,
        blocks: [
            Block::Title {
                text: "Codice di recupero".to_owned(),
                subtitle: format!("postazione {}", station.register_code),
            },
            Block::paragraph(
                "Questo codice apre la postazione di emergenza se la frase di sblocco è dimenticata e il file di chiave \
                 è perso. Senza nessuno dei tre i dati non si leggono più, nemmeno dall'assistenza.",
            ),
            Block::Code(vec![code.print().to_string()]),
            Block::paragraph(
                "Conservare il foglio in cassaforte, in busta chiusa. Chi lo legge, con la cartella dati in mano, \
                 legge tutto. Un nuovo foglio annulla questo.",
            ),
            Block::Heading("Se il computer dello sportello è rotto".to_owned()),
        ]
        .into_iter()
        .chain(steps)
        .chain([Block::small(format!("Stampato {}.", weekday_date(desk.now().day())))])
        .chain(reserve)
        .chain(server.into_iter().flatten())
        .collect(),
        footer: Footer { lines: vec![FootLine::new("", "Non fotografare, non fotocopiare.")], code: None },
    };
    let marks = Marks { drill: desk.exercise() == Exercise::Drill, ..Marks::default() };
    let pdf = paper::render(&sheet, marks).map_err(DeskError::printer)?;
    Ok(Pdf { bytes: pdf.into_bytes(), name: format!("codice-di-recupero-{}.pdf", station.register_code) })
}

/// What to do where the computer is broken, a step a paragraph; lines to type stand alone.
fn steps(start: &SpareStart) -> Vec<String> {
    let typed = |system: &str, lines: &[String]| format!("{system}:\n{}", lines.join("\n"));
    let linux = start.on_linux().map(|lines| typed("Linux", &lines));
    let windows = start.on_windows().map(|line| typed("Windows", &[line]));
    let mut commands: Vec<String> = linux.into_iter().chain(windows).collect();
    if commands.is_empty() {
        commands.push("sportello serve".to_owned());
    }
    vec![
        "1. Inserire la chiavetta della seconda copia in un altro computer; il vecchio resta spento.".to_owned(),
        format!(
            "2. Aprire una finestra dei comandi nella cartella «Sportello» della chiavetta e scrivere, riga per riga. {}",
            commands.join("\n")
        ),
        match start.exercise() {
            Exercise::Real => "3. Aprire nel browser l’indirizzo che compare e scegliere «Da una seconda copia».",
            Exercise::Drill => "3. Esercitazione: continuare come dice il file LEGGIMI.txt della stessa cartella.",
        }
        .to_owned(),
        "4. Indicare la cartella della chiavetta; scrivere il codice della finestra, questo codice di recupero, una frase \
         di sblocco nuova, chi apre la postazione all’avvio, chi decide, perché, che cosa ne è del computer vecchio e il \
         numero più alto visto su un foglio."
            .to_owned(),
        "5. Gli operatori entrano con il loro nome e PIN di sempre: il registro continua con un codice nuovo, che fa il \
         programma, e con l’autorizzazione che era in corso."
            .to_owned(),
    ]
}

/// What another computer types, and compares once.
fn from_other_computers(server: &FarServer) -> [Block; 4] {
    [
        Block::Heading("Da altri computer".to_owned()),
        Block::paragraph(format!("Indirizzo: {}", server.addresses.join(", "))),
        Block::small(
            "Impronta SHA-256 del certificato che questo computer mostra, da confrontare la prima volta a ogni altro \
             sportello. Se il certificato viene rifatto, quella nuova si legge qui alla pagina Postazione.",
        ),
        Block::Code(server.fingerprint.chunks(16).map(hex::pairs).collect()),
    ]
}

/// Reads a code typed back. Field: `code`.
pub(super) fn typed_back(typed: &str) -> Result<RecoveryCode, DeskError> {
    RecoveryCode::parse(typed).map_err(|error| {
        problem(
            "code",
            Bilingual::new(
                "Il codice non torna: sono sette gruppi di quattro; ricopiarlo dal foglio.",
                format!("The code does not add up: {error}."),
            ),
        )
    })
}

/// Well formed, and not the one on the sheet.
pub(super) fn another_code() -> DeskError {
    problem(
        "code",
        Bilingual::new(
            "È un codice di recupero, ma non quello di questo foglio: ricopiare quello appena stampato.",
            "A recovery code, but not the one of this sheet: copy the one just printed.",
        ),
    )
}
