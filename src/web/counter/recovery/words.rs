//! Reach and progress in words.

use std::fmt::Write as _;
use std::time::Duration;

use chrono::TimeDelta;

use crate::words::lang::Lang;
use crate::words::tag::Tag;
use crate::words::when;
use desk::parts::centre_status::{Line, Progress, Reach};
use domain::time::moment::Moment;

/// How a centre was found last.
pub fn reach(line: &Line, l: Lang) -> Tag {
    reached(&line.reach, line.since, l)
}

/// How a centre was found.
pub fn reached(reach: &Reach, since: Option<Moment>, l: Lang) -> Tag {
    let from = |it: &str, en: &str| match since {
        Some(since) => format!("{} {}", l.t(it, en), when::time(since)),
        None => l.t("Non raggiungibile", "Not reachable").to_owned(),
    };
    let down = |reason: &str| Tag {
        word: from("Non raggiungibile dalle", "Not reachable since"),
        tint: "warn",
        reason: reason.to_owned(),
    };
    let failing = |reason: String, tint| Tag {
        word: l.t("Risponde con errori", "Answers with errors").to_owned(),
        tint,
        reason,
    };
    match reach {
        Reach::NotVerified => Tag {
            word: l.t("Non verificato", "Not verified").to_owned(),
            tint: "info",
            reason: String::new(),
        },
        Reach::Reachable => {
            Tag { word: l.t("Raggiungibile", "Reachable").to_owned(), tint: "done", reason: String::new() }
        }
        Reach::Unreachable => down(l.t(
            "nessuno risponde all’indirizzo: rete interrotta o centro spento",
            "nobody answers at the address: no way there, or the centre is off",
        )),
        Reach::Silent => down(l.t(
            "la porta è aperta, ma il centro non risponde",
            "the port is open, but the centre does not answer",
        )),
        Reach::BrokenOff => down(l.t(
            "la linea è caduta prima della risposta: appena torna si chiede che cosa è arrivato",
            "the line broke before the answer: once it is back the centre is asked what arrived",
        )),
        Reach::Errors(status) => failing(format!("HTTP {status}"), "warn"),
        Reach::TakesNothing => Tag {
            word: match since {
                Some(since) => format!(
                    "{} {}",
                    l.t("Risponde ma non accetta dalle", "Answers but takes nothing since"),
                    when::time(since)
                ),
                None => l.t("Risponde ma non accetta", "Answers but takes nothing").to_owned(),
            },
            tint: "warn",
            reason: l
                .t(
                    "il centro risponde e rimanda ogni domanda: la sua base di dati può essere ferma. Avvisare chi lo gestisce; qui non si perde nulla e si riprova da sé",
                    "the centre answers and puts off every question: its database may stand still. Tell whoever runs it; nothing is lost here, and it is tried again by itself",
                )
                .to_owned(),
        },
        Reach::OtherCertificate => failing(
            l.t(
                "il certificato non è quello del centro: niente è stato inviato",
                "the certificate is not the centre’s: nothing was sent",
            )
            .to_owned(),
            "stop",
        ),
        Reach::NotItsAnswer => failing(
            l.t(
                "la risposta non è firmata dal centro: non vale. Si chiede di nuovo che cosa è arrivato; se resta così, avvisare chi gestisce il centro o la rete",
                "the answer is not signed by the centre: it does not count. What arrived is asked again; if it stays so, tell whoever runs the centre or the network",
            )
            .to_owned(),
            "stop",
        ),
        Reach::Refuses(told) => failing(l.of(told).to_owned(), "stop"),
    }
}

/// How a system of others was found: only whether anybody listens there is known.
pub fn system(reach: &Reach, since: Option<Moment>, l: Lang) -> Tag {
    let mut tag = reached(reach, since, l);
    if *reach == Reach::Reachable
        && let Some(since) = since
    {
        tag.word = format!("{} {}", l.t("Risponde dalle", "Answers since"), when::time(since));
    }
    tag
}

/// `120 di 400 record · 20 al secondo · ancora 14 s`.
pub fn progress(progress: &Progress, l: Lang) -> String {
    let mut words =
        format!("{} {} {} {}", progress.done, l.t("di", "of"), progress.total, l.t("record", "records"));
    if progress.rate() > 0 {
        let _ = write!(words, " · {} {}", progress.rate(), l.t("al secondo", "a second"));
    }
    if let Some(left) = progress.left() {
        let _ = write!(words, " · {} {}", l.t("ancora", "still"), length(left, l));
    }
    words
}

fn length(left: Duration, l: Lang) -> String {
    let seconds = left.as_secs();
    if seconds < 60 {
        return format!("{seconds} s");
    }
    when::stretch(TimeDelta::seconds(i64::try_from(seconds).unwrap_or(i64::MAX / 1000)), l)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_tells_count_rate_and_time_left() {
        let told = Progress { total: 400, done: 100, running: Duration::from_secs(5) };
        assert_eq!(progress(&told, Lang::It), "100 di 400 record · 20 al secondo · ancora 15 s");
        let begun = Progress { total: 400, done: 0, running: Duration::ZERO };
        assert_eq!(progress(&begun, Lang::En), "0 of 400 records");
    }

    #[test]
    fn every_reach_has_its_word_and_the_ways_of_failing_are_told_apart() {
        let since = Some(Moment::new(chrono::DateTime::UNIX_EPOCH));
        let all = [
            Reach::Unreachable,
            Reach::Silent,
            Reach::BrokenOff,
            Reach::Errors(500),
            Reach::TakesNothing,
            Reach::OtherCertificate,
            Reach::NotItsAnswer,
            Reach::NotVerified,
            Reach::Reachable,
        ];
        let told: std::collections::BTreeSet<String> = all
            .iter()
            .map(|one| reached(one, since, Lang::It))
            .map(|tag| format!("{} {}", tag.word, tag.reason))
            .collect();
        assert_eq!(told.len(), all.len());
        assert_eq!(reached(&Reach::Unreachable, since, Lang::It).word, "Non raggiungibile dalle 01:00");
    }
}
