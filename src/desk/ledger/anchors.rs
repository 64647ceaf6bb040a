//! The one question before the first number of every start: is this the only and the newest life of this register?
//! Answered from everything that knows; each answer has its own words, with the numbers it knows.

use domain::ids::anchor::Position;
use domain::ids::id::StationId;
use domain::journal::head::Head;
use domain::text::bilingual::Bilingual;
use journal::{AnchorVerdict, Comparison, CopyVerdict, Opening, Successor};
use vault::Machine;
use vault::machine::Sameness;

use crate::stop_reason::StopReason;

/// Why nothing is issued after opening, until a person decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stopped {
    pub(crate) reason: StopReason,
    /// What is known: positions, numbers, codes. Never a name.
    pub(crate) detail: Bilingual,
    /// Whether the register may go on under the same code, a supervisor answering for it.
    pub(crate) same_code: bool,
}

/// All reasons, the gravest first.
pub(super) fn judge(opening: &Opening, head: &Head, machine: &Machine, station: StationId) -> Vec<Stopped> {
    let mut stops: Vec<Stopped> = Vec::new();
    stops.extend(copy(opening));
    stops.extend(mark(opening, head));
    stops.extend(computer(opening, head, machine, station));
    stops.sort_by_key(|stop| stop.reason.gravity());
    stops
}

fn stop(reason: StopReason, it: String, en: String) -> Stopped {
    Stopped { reason, detail: Bilingual::new(it, en), same_code: false }
}

fn same_code(stopped: Stopped) -> Stopped {
    Stopped { same_code: true, ..stopped }
}

fn last(opening: &Opening) -> u64 {
    opening.head.map_or(0, |head| head.position.get())
}

fn newer(successor: &Successor) -> Stopped {
    let at = successor.at.day_and_hour();
    let code = &successor.code;
    stop(
        StopReason::NewerLife,
        format!("Il registro continua altrove con il codice {code}, dal {at}."),
        format!("The register goes on elsewhere under the code {code}, since {at}."),
    )
}

fn copy(opening: &Opening) -> Option<Stopped> {
    let here = last(opening);
    match &opening.copy {
        CopyVerdict::NotKept
        | CopyVerdict::New
        | CopyVerdict::Agrees { .. }
        | CopyVerdict::Ahead { closed: true, .. } => None,
        CopyVerdict::Claimed(successor) => Some(newer(successor)),
        CopyVerdict::Forked { position } => Some(stop(
            StopReason::CopyForked,
            format!(
                "La seconda copia arriva alla registrazione {position} e prosegue diversamente da questa cartella, che arriva alla {here}. Non toglierla e non usarne un’altra: è la prova."
            ),
            format!(
                "The second copy reaches record {position} and goes on otherwise than this folder, which reaches {here}. Do not remove it and use no other: it is the proof."
            ),
        )),
        CopyVerdict::Ahead { .. } if nothing_came_after(opening) => None,
        CopyVerdict::Ahead { head, .. } => Some(stop(
            StopReason::CopyAhead,
            format!(
                "Dalla seconda copia sono rientrate le registrazioni {}. La copia non termina con un arresto regolare: dopo la {} possono esserne state fatte altre che nessuno può più mostrare.",
                spans(opening),
                head.position
            ),
            format!(
                "Records {} were taken back from the second copy. The copy does not end in a stop in order: after {} others may have been made that nobody can show any more.",
                spans(opening),
                head.position
            ),
        )),
        CopyVerdict::Away => Some(same_code(stop(
            StopReason::CopyAway,
            format!(
                "La seconda copia non c’è: non si è potuto chiederle se conosce registrazioni dopo la {here}."
            ),
            format!(
                "The second copy is not there: it could not be asked whether it knows records after {here}."
            ),
        ))),
        CopyVerdict::Unreadable { reason } => Some(same_code(stop(
            StopReason::CopyAway,
            format!(
                "La seconda copia c’è ma non risponde ({reason}): non si è potuto chiederle se conosce registrazioni dopo la {here}."
            ),
            format!(
                "The second copy is there and does not answer ({reason}): it could not be asked whether it knows records after {here}."
            ),
        ))),
    }
}

/// Whether the mark itself proves that the records taken back are all there were.
fn nothing_came_after(opening: &Opening) -> bool {
    opening.mark_closed && opening.verdict == AnchorVerdict::Compared(Comparison::Agrees { ahead: 0 })
}

fn spans(opening: &Opening) -> String {
    let spans: Vec<String> = opening.healed.iter().map(ToString::to_string).collect();
    spans.join(", ")
}

fn mark(opening: &Opening, head: &Head) -> Option<Stopped> {
    match &opening.verdict {
        AnchorVerdict::NotKept | AnchorVerdict::First => None,
        AnchorVerdict::Succeeded(successor) => Some(newer(successor)),
        AnchorVerdict::Compared(comparison) => compared(opening, *comparison),
        // Taken once: whoever could write a file could write an old mark again.
        AnchorVerdict::Old(comparison) if !head.mark_taken => compared(opening, *comparison),
        AnchorVerdict::Held => Some(stop(
            StopReason::MarkHeld,
            "Un altro servizio usa già il registro di questa postazione su questo computer.".to_owned(),
            "Another service already uses this station’s register on this computer.".to_owned(),
        )),
        // The mark stayed where the folder came from.
        AnchorVerdict::OtherMachine => Some(moved(opening)),
        AnchorVerdict::OtherStation(_)
        | AnchorVerdict::Unreadable
        | AnchorVerdict::NoMark
        | AnchorVerdict::Forged
        | AnchorVerdict::Old(_) => Some(lost_mark(opening)),
    }
}

fn lost_mark(opening: &Opening) -> Stopped {
    let here = last(opening);
    let (it, en) = match opening.verdict {
        AnchorVerdict::NoMark => ("manca", "is missing"),
        AnchorVerdict::Forged | AnchorVerdict::Old(_) => {
            ("non è stato scritto da questa postazione", "was not written by this station")
        }
        AnchorVerdict::OtherStation(_) => ("è di un’altra postazione", "is another station’s"),
        _ => ("non si legge in nessuna delle sue due parti", "cannot be read in either of its two parts"),
    };
    stop(
        StopReason::MarkLost,
        format!("Il segno fuori dalla cartella {it}: nulla prova che la registrazione {here} sia l’ultima."),
        format!("The mark outside the folder {en}: nothing proves that record {here} is the last."),
    )
}

fn compared(opening: &Opening, comparison: Comparison) -> Option<Stopped> {
    let here = last(opening);
    let (it, en) = match comparison {
        Comparison::Agrees { .. } => return None,
        Comparison::Behind { anchor, .. } => {
            let lacking = lacking(opening, anchor.position);
            (
                format!(
                    "La cartella arriva alla registrazione {here}, il segno fuori dalla cartella alla {}.{}",
                    anchor.position, lacking.it
                ),
                format!(
                    "The folder reaches record {here}, the mark outside it {}.{}",
                    anchor.position, lacking.en
                ),
            )
        }
        Comparison::Forked { anchor, .. } => (
            format!(
                "Alla posizione {} questa cartella ha un’altra registrazione di quella che il segno ricorda: due copie hanno scritto.",
                anchor.position
            ),
            format!(
                "At position {} this folder has another record than the mark remembers: two copies wrote.",
                anchor.position
            ),
        ),
        Comparison::Unreadable { anchor } => (
            format!("La registrazione {}, che il segno ricorda, è danneggiata.", anchor.position),
            format!("Record {}, which the mark remembers, is damaged.", anchor.position),
        ),
    };
    Some(stop(StopReason::AnchorAhead, it, en))
}

/// Which numbers may stand on papers.
fn lacking(opening: &Opening, known: Position) -> Bilingual {
    let numbers: Vec<String> =
        opening.ceilings.iter().map(|(series, serial)| format!("{series}{serial:07}")).collect();
    if numbers.is_empty() {
        return Bilingual::new(String::new(), String::new());
    }
    let numbers = numbers.join(", ");
    Bilingual::new(
        format!(
            " Mancano le registrazioni fino almeno alla {known}; su fogli possono esserci numeri fino a {numbers}."
        ),
        format!(" Records up to {known} at least are missing; papers may carry numbers up to {numbers}."),
    )
}

fn computer(opening: &Opening, head: &Head, machine: &Machine, station: StationId) -> Option<Stopped> {
    let recorded = &head.station.as_ref()?.machine;
    match machine.compare(recorded, station) {
        Sameness::Same => None,
        Sameness::Other => Some(moved(opening)),
        Sameness::PartReplaced(_) => Some(same_code(stop(
            StopReason::PartReplaced,
            "Una parte del computer è cambiata. Se è lo stesso con un pezzo sostituito, si continua; se è un altro con una copia del disco, serve un codice nuovo.".to_owned(),
            "A part of the computer changed. If it is the same one with a part replaced, go on; if it is another one with a copy of the disk, a new code is needed.".to_owned(),
        ))),
    }
}

/// The same code is possible only if the copy is in and knows nothing that the folder lacks.
fn moved(opening: &Opening) -> Stopped {
    let agrees = matches!(&opening.copy, CopyVerdict::Agrees { at: Some(_) });
    let here = last(opening);
    let (it, en) = if agrees {
        ("La seconda copia è inserita e concorda.", "The second copy is in and agrees.")
    } else {
        (
            "La seconda copia non è inserita: con lo stesso codice non si può continuare.",
            "The second copy is not in: the same code cannot go on.",
        )
    };
    Stopped {
        reason: StopReason::OtherMachine,
        detail: Bilingual::new(
            format!("La cartella arriva alla registrazione {here}. {it}"),
            format!("The folder reaches record {here}. {en}"),
        ),
        same_code: agrees,
    }
}
