//! A station restored from its second copy, on the first-run page: what the stick holds, then the decision.

use std::path::PathBuf;

use askama::Template;

use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::visitor::{Visitor, VisitorPost};
use crate::words::lang::Lang;
use crate::words::when;
use clock::Clock;
use desk::life::at_start::AtStart;
use desk::life::restore::Restore;
use desk::succession::new_life::NewLife;
use desk::succession::reserve::ReserveView;
use desk::{Counter, DeskError, Phase, Secret};
use domain::journal::event::Fate;
use domain::time::moment::Moment;
use journal::CopyFound;

use super::at_start;
use super::care::reserve_words;

#[derive(Template)]
#[template(path = "counter/life/restore.html")]
struct RestorePage {
    l: Lang,
    frame: Frame,
    form: Form,
    copies: Vec<Row>,
}

/// A copy on the stick, in words.
struct Row {
    station: String,
    records: u64,
    last: String,
    closed: bool,
    findings: Vec<String>,
    lacking: String,
    claims: Vec<String>,
    /// The identity that the register takes with it.
    reserve: String,
}

/// A copy and the reserve on it.
type Seen = (CopyFound, Option<ReserveView>);

impl RestorePage {
    fn stations(&self) -> Vec<(&str, &str)> {
        self.copies.iter().map(|copy| (copy.station.as_str(), copy.last.as_str())).collect()
    }

    fn fates(&self) -> [(&'static str, &'static str); 3] {
        let l = self.l;
        [
            ("destroyed", l.t("È rotto per sempre", "It is broken for good")),
            ("put-away", l.t("È spento e sotto chiave", "It is off, and under lock")),
            ("unknown", l.t("Non si sa", "Nobody knows")),
        ]
    }
}

fn row((copy, reserve): &Seen, now: Moment, l: Lang) -> Row {
    let position = copy.head.map_or(0, |head| head.position.get());
    let last = copy.last.map(when::date_time).unwrap_or_default();
    Row {
        station: copy.station.to_string(),
        records: copy.records,
        last: format!("{} {position}, {last}", l.t("registrazione", "record")),
        reserve: reserve_words(reserve.as_ref(), now, l),
        closed: copy.head.is_some() && copy.says.closed == copy.head,
        findings: copy.findings.iter().map(ToString::to_string).collect(),
        lacking: copy.lacking.join(", "),
        claims: copy
            .says
            .claims
            .iter()
            .map(|claim| format!("{} ({})", claim.code, when::date_time(claim.at)))
            .collect(),
    }
}

fn page(visitor: &Visitor, form: Form, copies: &[Seen]) -> RestorePage {
    let now = Clock::system().now();
    let copies = copies.iter().map(|copy| row(copy, now, visitor.l)).collect();
    RestorePage { l: visitor.l, frame: visitor.frame().mend(&form), form, copies }
}

/// `GET /setup/restore`
pub async fn show(visitor: Visitor) -> Answer {
    match visitor.phase() {
        Phase::Empty => visitor.show(&page(&visitor, Form::new(visitor.l), &[])),
        _ => go("/"),
    }
}

/// `POST /setup/restore`: what the stick holds, or the restore itself.
pub async fn submit(post: VisitorPost) -> Answer {
    if !matches!(post.visitor.phase(), Phase::Empty) {
        return go("/");
    }
    let mut form = post.form();
    let code = form.need(
        "code",
        "Scrivere il codice stampato sulla console.",
        "Enter the code printed on the console.",
    );
    let folder =
        form.need("folder", "Indicare la cartella della chiavetta.", "Name the folder of the stick.");
    if !form.sound() {
        return post.visitor.mend(&page(&post.visitor, form, &[]));
    }
    let stick = PathBuf::from(folder.trim());
    let (named, shown_to) = (stick.clone(), code.clone());
    let seen = move |counter: &Counter| {
        let copies = counter.copies_shown(&shown_to, &named)?.into_iter();
        let with_reserve = |copy| {
            let reserve = counter.reserve_on(&copy);
            (copy, reserve)
        };
        Ok::<Vec<Seen>, DeskError>(copies.map(with_reserve).collect())
    };
    let copies = match post.visitor.look(seen).await? {
        Ok(copies) => copies,
        Err(error @ DeskError::WrongSetupCode) => {
            form.refused_at("code", error);
            return post.visitor.mend(&page(&post.visitor, form, &[]));
        }
        Err(error) => {
            form.refused_at("folder", error);
            return post.visitor.mend(&page(&post.visitor, form, &[]));
        }
    };
    if form.typed.get("do") != "restore" {
        return post.visitor.show(&page(&post.visitor, form, &copies));
    }
    let asked = read(&mut form, stick);
    if form.sound() {
        match post.visitor.look(move |counter| counter.restore(&code, asked)).await? {
            // The first page behind it says how it opens at start, and prints the verbale.
            Ok(_) => return go("/sign-in?next=/station/lives"),
            Err(error) => form.refused_at("code", error),
        }
    }
    post.visitor.mend(&page(&post.visitor, form, &copies))
}

fn read(form: &mut Form, folder: PathBuf) -> Restore {
    let secret = form.need("secret", "Scrivere il codice di recupero.", "Enter the recovery code.");
    let passphrase = form.need("passphrase", "Scegliere una frase di sblocco.", "Choose a passphrase.");
    if form.typed.get("passphrase-again") != passphrase {
        form.problem("passphrase-again", "Non è la stessa: riscriverla.", "Not the same: type it again.");
    }
    let at_start = at_start::read(form);
    let fate = match form.typed.get("fate") {
        "destroyed" => Fate::Destroyed,
        "put-away" => Fate::PutAway,
        "unknown" => Fate::Unknown,
        _ => Fate::SameComputer,
    };
    let typed = |name: &str| form.typed.get(name).to_owned();
    Restore {
        folder,
        station: typed("station").parse().ok(),
        secret: Secret::RecoveryCode(secret.into()),
        passphrase,
        // Without an answer the form is not sound, and nothing is restored.
        at_start: at_start.unwrap_or(AtStart::Passphrase),
        name: typed("name"),
        new: NewLife {
            register_code: String::new(),
            code_reason: String::new(),
            reason: typed("reason"),
            act: typed("act"),
            fate,
            seen: typed("seen"),
        },
    }
}
