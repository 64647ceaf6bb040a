//! The *verbale di continuazione* as a sheet: both registers, what is not known, who decided, what passes over.

use chrono::TimeDelta;

use domain::ids::anchor::Anchor;
use domain::ids::number::Number;
use domain::journal::event::{Fate, LifeBefore, LifeContinued};
use domain::journal::witness::HeadTold;
use domain::outage::authorisation::Authorisation;
use domain::outage::lapse::Lapse;
use domain::outage::outage::Opening;
use domain::text::lines::as_printed;
use domain::time::moment::Moment;
use paper::{Block, Fact, FootLine, Footer, NumberBox, Run, Sheet, Signature, Stamp, Text};

use super::continuation::Continuation;
use crate::papers::compose::{letterhead, moment};
use crate::papers::register_print::{authorisation, cause_in_words};
use crate::register::own_head::square;

const TITLE: &str = "Verbale di continuazione";

pub(super) fn sheet(continuation: &Continuation, printed: Moment) -> Sheet {
    let life = &continuation.life;
    Sheet {
        language: "it-IT".to_owned(),
        title: TITLE.to_owned(),
        letterhead: letterhead(&life.office, None),
        number: Some(NumberBox {
            caption: "registro che continua".to_owned(),
            number: life.register_code.to_string(),
            moment: moment(continuation.decided),
        }),
        blocks: blocks(continuation),
        footer: Footer {
            lines: vec![FootLine::new("", format!("Stampato {}.", moment(printed)))],
            code: square(&HeadTold::scannable(life.station, &life.register_code, continuation.first)),
        },
    }
}

fn blocks(continuation: &Continuation) -> Vec<Block> {
    let life = &continuation.life;
    let mut blocks = vec![Block::Title {
        text: TITLE.to_owned(),
        subtitle: "del registro di emergenza, art. 63, commi 1, 2 e 4, DPR 28 dicembre 2000, n. 445"
            .to_owned(),
    }];
    blocks.push(Block::Heading("Registro che non riceve altre registrazioni".to_owned()));
    blocks.push(Block::Facts(ended_facts(continuation)));
    blocks.push(Block::boxed(not_known(continuation)));
    blocks.push(Block::Heading("Registro che continua".to_owned()));
    blocks.push(Block::Facts(vec![
        fact("registro", life.register_code.to_string()),
        fact("postazione", life.station.to_string()),
        fact("prima registrazione", moment(continuation.decided)),
        fact("sua testa", told(continuation.first)),
    ]));
    blocks.push(Block::paragraph(numbering(life)));
    blocks.push(Block::Heading("Decisione".to_owned()));
    blocks.push(Block::Facts(decision(continuation)));
    blocks.push(described("Motivo", &life.reason));
    blocks.push(Block::Heading("Che cosa passa al registro che continua".to_owned()));
    blocks.extend(passing(life, continuation.decided));
    blocks.push(Block::Signature(Signature {
        holder: None,
        place_and_date: format!("{}, ____________________", as_printed(&life.office.municipality)),
        role: vec!["Il responsabile dello sportello".to_owned()],
        name: as_printed(&continuation.decided_by),
        stamp: Stamp::Round,
    }));
    blocks
}

fn fact(label: &str, value: String) -> Fact {
    Fact::new("continuation", label, value)
}

/// Words of a person, however long.
fn described(label: &str, words: &str) -> Block {
    let words = Run::plain(as_printed(words)).of("continuation");
    Block::paragraph(Text::from(vec![Run::bold(format!("{label}: ")), words]))
}

/// `31: 5b1f 0a2c … (lettere 7KQM-3XWT-0H5D-PR9A)`
fn told(head: Anchor) -> String {
    format!("{}: {} (lettere {})", head.position, head.chain.grouped(), head.chain.letters())
}

fn ended_facts(continuation: &Continuation) -> Vec<Fact> {
    let before = &continuation.life.before;
    let known = |found: Option<String>| found.unwrap_or_else(|| "non nota".to_owned());
    vec![
        fact("registro", before.register_code.to_string()),
        fact("postazione", before.station.to_string()),
        fact("ultimo numero noto", listed(&continuation.last, "nessuno")),
        fact("ultima registrazione nota", known(before.known_at.map(moment))),
        fact("sua testa", known(before.head.map(told))),
        fact("visto su un foglio", seen(before)),
    ]
}

fn seen(before: &LifeBefore) -> String {
    before.seen.as_ref().map_or_else(
        || "nessun numero più alto indicato".to_owned(),
        |seen| format!("il numero più alto: {seen}"),
    )
}

fn listed(numbers: &[Number], none: &str) -> String {
    let all: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    if all.is_empty() { none.to_owned() } else { all.join(", ") }
}

/// What nobody here can vouch for, said as such.
fn not_known(continuation: &Continuation) -> Text {
    let mut text = Text::new();
    text = if continuation.life.before.open_ended {
        let from = match continuation.unknown_from.as_slice() {
            [] => "nessun numero".to_owned(),
            numbers => format!("da {} in poi", listed(numbers, "").replace(", ", " e da ")),
        };
        text.bold(format!("Non noto: {from}. ")).plain(
            "Non è noto se, dopo l'ultima registrazione nota, il registro precedente abbia dato altri numeri, né a chi, né \
             se siano stati stampati, annullati o autorizzati. Quei numeri non si danno di nuovo; i fogli che tornano si \
             annotano con il loro numero, a parte.",
        )
    } else {
        text.bold("Numeri non noti: nessuno. ").plain(
            "Dopo l'ultima registrazione nota il registro precedente non ha dato altri numeri, per quanto risulta a questa \
             postazione.",
        )
    };
    if !continuation.unreadable.is_empty() {
        let numbers: Vec<String> = continuation.unreadable.iter().map(ToString::to_string).collect();
        text = text.bold(format!(" Numeri non leggibili: {}. ", numbers.join(", "))).plain(
            "Le loro registrazioni non si leggono alla stampa di questo verbale: si cercano nella seconda copia, al centro e \
             sui fogli; non si danno di nuovo.",
        );
    }
    if continuation.strays.is_empty() {
        return text;
    }
    text.bold(format!(" Annotati dai fogli tornati, alla stampa: {}.", listed(&continuation.strays, "")))
        .plain(" Di questi si sa ciò che dice il foglio; la loro registrazione qui non c'è o non si legge.")
}

fn numbering(life: &LifeContinued) -> String {
    if life.register_code == life.before.register_code {
        "La numerazione continua con lo stesso codice e dal numero successivo: il registro precedente è stato chiuso da una \
         persona con una registrazione, dopo la quale non si rilascia nulla (art. 63, comma 4)."
            .to_owned()
    } else {
        "La numerazione comincia da 1 con un codice mai usato prima, così che ogni numero identifichi un solo documento \
         nell'area organizzativa omogenea (art. 63, comma 4). I numeri riservati e non usati del registro precedente non si \
         usano più."
            .to_owned()
    }
}

fn decision(continuation: &Continuation) -> Vec<Fact> {
    let life = &continuation.life;
    let act = as_printed(&life.act);
    vec![
        fact(
            "presa da",
            format!("{}, {}", as_printed(&continuation.decided_by), moment(continuation.decided)),
        ),
        fact("constatato", found_in_words(&life.finding).to_owned()),
        fact("atto", if act.is_empty() { "nessuno indicato".to_owned() } else { act }),
        fact("computer precedente", fate_in_words(life.fate).to_owned()),
    ]
}

/// What became of the computer of before, as papers say it.
pub fn fate_in_words(fate: Fate) -> &'static str {
    match fate {
        Fate::SameComputer => "è questo stesso computer",
        Fate::Destroyed => "rotto per sempre",
        Fate::PutAway => "spento e sotto chiave",
        Fate::Unknown => "non si sa dove sia o in che stato",
    }
}

/// A finding, as papers say it; one of a newer program stands as it was written.
fn found_in_words(finding: &str) -> &str {
    match finding {
        "restored" => "postazione ripresa dalla sua seconda copia",
        "journal-damaged" => "giornale danneggiato in un punto intermedio",
        "anchor-ahead" => "cartella dati più vecchia di quanto la postazione ricordi",
        "parted-from-centre" => "il centro ha registrazioni di questa postazione che qui non ci sono",
        "head-contradicted" => "una testa del giornale tenuta altrove non torna con questo giornale",
        "other-machine" => "cartella dati di un altro computer",
        "part-replaced" => "una parte del computer non è più la stessa",
        "newer-life" => "il registro continua già altrove con un altro codice",
        "copy-forked" => "la seconda copia contiene altre registrazioni con gli stessi numeri",
        "copy-ahead" => "cartella dati più vecchia della seconda copia, da cui è stata completata",
        "copy-away" => "seconda copia non consultabile all'avvio",
        "mark-lost" => "nessun segno dice fin dove era arrivato il registro",
        other => other,
    }
}

/// The outage that goes on and what authorises it.
fn passing(life: &LifeContinued, decided: Moment) -> Vec<Block> {
    let Some(opening) = &life.outage else {
        let none = if life.before.open_ended {
            "Nelle registrazioni note nessuna interruzione era in corso: nulla passa. Se dopo ne era stata aperta una, qui non \
             è noto."
        } else {
            "Nessuna interruzione era in corso: nulla passa."
        };
        return vec![Block::paragraph(none)];
    };
    let mut blocks = vec![
        Block::paragraph(
            "L'impossibilità di utilizzare la normale procedura informatica prosegue: causa, inizio e autorizzazioni passano al \
             registro che continua, senza nuova apertura e con le ore che restano (art. 63, commi 1 e 2).",
        ),
        Block::Facts(vec![
            fact("interruzione", format!("{}: {}", opening.code, cause_in_words(opening.cause))),
            fact("inizio", moment(opening.started)),
            fact("registro aperto", moment(opening.opened)),
        ]),
        described("Descrizione", &opening.description),
    ];
    blocks.extend(life.authorisations.iter().map(|one| Block::paragraph(authorisation(one))));
    blocks.push(Block::paragraph(Text::new().bold(covered(opening, &life.authorisations, decided))));
    blocks
}

/// Until when the authorisations cover, as they stood when the register went on.
fn covered(opening: &Opening, authorisations: &[Authorisation], decided: Moment) -> String {
    match Lapse::at(decided, opening.started, authorisations) {
        Lapse::Covered { until, .. } => format!(
            "Alla decisione restavano {}: il registro che continua è autorizzato fino a {}.",
            stretch(until.since(decided)),
            moment(until)
        ),
        Lapse::Lapsed { since } => format!(
            "Alla decisione nessuna autorizzazione era in vigore, da {}: non si registra senza un'ulteriore autorizzazione.",
            moment(since)
        ),
    }
}

/// `2 giorni, 3 ore e 20 minuti`
fn stretch(length: TimeDelta) -> String {
    let minutes = length.num_minutes().max(0);
    let part = |count: i64, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    };
    let parts = [
        part(minutes / 1440, "giorno", "giorni"),
        part(minutes / 60 % 24, "ora", "ore"),
        part(minutes % 60, "minuto", "minuti"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.as_slice() {
        [] => "meno di un minuto".to_owned(),
        [first @ .., last] if !first.is_empty() => format!("{} e {last}", first.join(", ")),
        [last, ..] => last.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_said_in_days_hours_and_minutes() {
        for (minutes, said) in [
            (0, "meno di un minuto"),
            (1, "1 minuto"),
            (60, "1 ora"),
            (61, "1 ora e 1 minuto"),
            (2 * 1440 + 3 * 60 + 20, "2 giorni, 3 ore e 20 minuti"),
        ] {
            assert_eq!(stretch(TimeDelta::minutes(minutes)), said);
        }
    }
}
