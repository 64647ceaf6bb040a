//! Whether a delivery may take the place of the extract in use without anybody being asked: what would be lost by it is told first,
//! and a person says yes to exactly that.

use sha2::{Digest as _, Sha256};

use crate::parts::import_progress::ImportReport;
use domain::journal::head::Extract;
use domain::text::bilingual::Bilingual;
use domain::text::hex;
use domain::text::thousands::thousands;
use extract::{Column, Encoding};

/// So much fewer people than before, in hundredths, are no month's deaths and removals.
const FEWER: u64 = 2;
/// So many rows, in hundredths, may be left out, or so many people be without their family, as in any registry.
const FLAWED: u64 = 3;
/// Digits of the code that stands for what was shown.
const CODE: usize = 16;

/// What a yes is given to: this file, of this day, in the place of that extract.
pub(super) fn code(csv: &[u8], report: &ImportReport, used: Option<&Extract>) -> String {
    let mut hash = Sha256::new_with_prefix(csv);
    hash.update(report.date.to_string());
    hash.update(used.map(|used| used.id).unwrap_or_default());
    let mut code = hex::encode(&hash.finalize());
    code.truncate(CODE);
    code
}

/// Why a yes is asked; empty where nothing is lost that a person should know of.
pub(super) fn why(report: &ImportReport, used: Option<&Extract>) -> Vec<Bilingual> {
    let fewer = used.and_then(|used| fewer_people(report.residents, used.residents));
    let column = used.and_then(|used| columns_lost(report, used));
    let encoding = (report.encoding == Encoding::Windows1252).then(|| Bilingual::new(
        "Il file non è in UTF-8: sembra Windows-1252 (l’«ANSI» di Excel) ed è stato letto così. Se le lettere accentate sono giuste si può usare; altrimenti esportarlo in UTF-8.",
        "The file is not UTF-8: it looks like Windows-1252 (Excel’s “ANSI”) and was read so. If the accented letters are right it can be used; otherwise export it as UTF-8.",
    ));
    let mended = (report.mended > 0).then(|| Bilingual::new(
        format!("Lettere accentate sciupate da una conversione (come «Ã²» al posto di «ò») in {} valori: rimesse come dovevano essere. Meglio esportare di nuovo, in UTF-8.", thousands(report.mended, '.')),
        format!("Accented letters spoilt by a conversion (such as “Ã²” for “ò”) in {} values: put back as they were meant. Better export it again, as UTF-8.", thousands(report.mended, ',')),
    ));
    let parts =
        [fewer, encoding, mended, column, left_out(report), inner(report), families(report), gone(report)];
    parts.into_iter().flatten().collect()
}

fn beyond(part: u64, of: u64, hundredths: u64) -> bool {
    part * 100 > of * hundredths
}

/// `99,9`
fn percent(part: u64, of: u64) -> (String, String) {
    let tenths = part * 1000 / of.max(1);
    (format!("{},{}", tenths / 10, tenths % 10), format!("{}.{}", tenths / 10, tenths % 10))
}

fn fewer_people(now: u64, then: u64) -> Option<Bilingual> {
    let lost = then.saturating_sub(now);
    beyond(lost, then, FEWER).then(|| {
        let (it, en) = percent(lost, then);
        Bilingual::new(
            format!(
                "I residenti diventerebbero molti meno: da {} a {}, il {it} % in meno.",
                thousands(then, '.'),
                thousands(now, '.')
            ),
            format!(
                "There would be far fewer residents: {} instead of {}, {en} % fewer.",
                thousands(now, ','),
                thousands(then, ',')
            ),
        )
    })
}

fn left_out(report: &ImportReport) -> Option<Bilingual> {
    let (part, of) = (report.left_out, report.rows);
    beyond(part, of, FLAWED).then(|| {
        let (it, en) = percent(part, of);
        Bilingual::new(
            format!("Righe lasciate fuori: {} su {}, il {it} %.", thousands(part, '.'), thousands(of, '.')),
            format!("Rows left out: {} of {}, {en} %.", thousands(part, ','), thousands(of, ',')),
        )
    })
}

/// Lines that were read as the inside of a cell are rows that nobody read, if a quote stands wrong.
fn inner(report: &ImportReport) -> Option<Bilingual> {
    let part = report.inner_lines;
    beyond(part, report.rows, FLAWED).then(|| {
        Bilingual::new(
            format!(
                "Righe mai lette come residenti, perché stanno dentro una cella tra virgolette: {}.",
                thousands(part, '.')
            ),
            format!(
                "Lines never read as residents, for they stand inside a cell between quotes: {}.",
                thousands(part, ',')
            ),
        )
    })
}

fn families(report: &ImportReport) -> Option<Bilingual> {
    let part = report.without_family;
    beyond(part, report.residents, FLAWED).then(|| {
        Bilingual::new(
            format!("Persone senza la loro famiglia, perché il numero nel file riunisce estranei: {}. Per loro lo stato di famiglia si scrive a mano.", thousands(part, '.')),
            format!("People without their family, for the number in the file joins strangers: {}. Their family certificates are typed by hand.", thousands(part, ',')),
        )
    })
}

fn gone(report: &ImportReport) -> Option<Bilingual> {
    let (part, of) = (report.gone, report.residents);
    beyond(part, of, 50).then(|| {
        Bilingual::new(
            format!(
                "Più della metà risulta deceduta o cancellata: {} su {}.",
                thousands(part, '.'),
                thousands(of, '.')
            ),
            format!(
                "More than half are dead or removed: {} of {}.",
                thousands(part, ','),
                thousands(of, ',')
            ),
        )
    })
}

/// A column that the extract in use has: a header written in another way takes it from everybody.
fn columns_lost(report: &ImportReport, used: &Extract) -> Option<Bilingual> {
    let lost: Vec<&str> = report
        .lacking
        .iter()
        .map(|column: &Column| column.header())
        .filter(|name| !used.lacking.iter().any(|lacked| lacked == name))
        .collect();
    let names = lost.join(", ");
    (!lost.is_empty()).then(|| {
        Bilingual::new(
            format!("Mancano colonne che l’estratto in uso ha: {names}."),
            format!("Columns are missing that the extract in use has: {names}."),
        )
    })
}
