//! *Conferma telefonica*: a caller reads number and check code from a paper; the answer is what may be told.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;

use crate::desk::entries::Confirmation;
use crate::domain::moment::Moment;
use crate::web::form::Form;
use crate::web::frame::{Answer, Frame};
use crate::web::lang::Lang;
use crate::web::trouble::Trouble;
use crate::web::visitor::{Visitor, VisitorPost};
use crate::web::when;

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    l: Lang,
    frame: Frame,
    form: Form,
    answer: Option<Told>,
}

/// What may be told, and how it looks.
struct Told {
    class: &'static str,
    title: &'static str,
    words: String,
}

fn page(visitor: &Visitor, form: Form, answer: Option<Told>) -> ConfirmPage {
    ConfirmPage { l: visitor.l, frame: visitor.frame().mend(&form), form, answer }
}

/// `GET /confirm`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.desk()?;
    visitor.show(&page(&visitor, Form::new(visitor.l), None))
}

/// `POST /confirm`
pub async fn submit(post: VisitorPost) -> Answer {
    let desk = post.visitor.desk()?;
    let mut form = post.form();
    let number = form.need("number", "Scrivere il numero del documento.", "Enter the number of the paper.");
    let check = form.need("check-code", "Scrivere il codice di verifica.", "Enter the check code.");
    if !form.sound() {
        return post.visitor.mend(&page(&post.visitor, form, None));
    }
    let found =
        web::block(move || desk.confirm_by_telephone(&number, &check)).await.map_err(|_| Trouble::Broken)?;
    let answer = told(found, post.visitor.l);
    post.visitor.show(&page(&post.visitor, form, Some(answer)))
}

/// `Certificato di nascita, rilasciato il 22/11/2026. …`
fn ours(title: &str, issued: NaiveDate, l: Lang, it: &'static str, en: &'static str) -> String {
    format!("{title}, {} {}. {}", l.t("rilasciato il", "issued on"), when::date(issued), l.t(it, en))
}

fn annulled(since: Moment, l: Lang) -> Told {
    Told {
        class: "stop",
        title: l.t("Annullato", "Annulled"),
        words: format!(
            "{} {}: {}",
            l.t("Annullato il", "Annulled on"),
            when::date_time(since),
            l.t("il documento non vale più.", "the paper is no longer valid.")
        ),
    }
}

fn told(found: Confirmation, l: Lang) -> Told {
    match found {
        Confirmation::Genuine { title, issued } => Told {
            class: "done",
            title: l.t("Autentico", "Genuine"),
            words: ours(&title, issued, l, "Numero e codice corrispondono. Non dire altro: i dati li legge chi ha il foglio.", "Number and code match. Say no more: the data stand on the caller’s sheet."),
        },
        Confirmation::ToBeReplaced { title, issued } => Told {
            class: "warn",
            title: l.t("Da sostituire", "To be replaced"),
            words: ours(&title, issued, l, "Il documento è nostro, ma ciò che attesta non corrisponde ai dati del Comune: è stato deciso di sostituirlo. Non va usato: chi lo ha si rivolga a questo ufficio. Non dire altro.", "The paper is ours, but what it attests does not agree with the municipality’s data: it was decided to replace it. It must not be used: its holder should come to this office. Say no more."),
        },
        Confirmation::InDispute { title, issued } => Told {
            class: "warn",
            title: l.t("In verifica", "Under examination"),
            words: ours(&title, issued, l, "Il documento è nostro; il centro ha trovato una differenza che nessuno ha ancora deciso. Non dire che è valido né che non lo è: farsi lasciare un recapito e richiamare quando è decisa. Non dire altro.", "The paper is ours; the centre found a difference that nobody has decided yet. Do not say that it is valid nor that it is not: take down a number and call back once it is decided. Say no more."),
        },
        Confirmation::Annulled { since } => annulled(since, l),
        Confirmation::Unreadable => Told {
            class: "warn",
            title: l.t("Non leggibile in questa postazione", "Not readable at this station"),
            words: l
                .t(
                    "Il numero può essere stato dato in una registrazione che qui non si legge: non si può dire né che il documento è autentico né che non lo è. Non dire «non risulta»: farsi lasciare un recapito, cercare la registrazione nella seconda copia o al centro, e richiamare.",
                    "The number may have been given in a record that cannot be read here: neither can it be said that the paper is genuine nor that it is not. Do not say “not known”: take down a number to call back, look for the entry on the second copy or at the centre, and call.",
                )
                .to_owned(),
        },
        Confirmation::WrittenDown { title, issued, at } => Told {
            class: "done",
            title: l.t("Rilasciato dal PC perduto", "Issued by the lost PC"),
            words: format!(
                "{title}, {} {}. {} {}. {}",
                l.t("rilasciato il", "issued on"),
                when::date(issued),
                l.t(
                    "La registrazione è andata perduta con il computer: lo si sa dal foglio tornato, annotato il",
                    "Its record was lost with the computer: it is known from the sheet that came back, written down on"
                ),
                when::date_time(at),
                l.t(
                    "Numero e codice sono quelli di quel foglio. Non dire altro: i dati li legge chi ha il foglio.",
                    "Number and code are those of that sheet. Say no more: the data stand on the caller’s sheet."
                )
            ),
        },
        Confirmation::WrittenOtherwise { at } => Told {
            class: "warn",
            title: l.t("Annotato da un altro foglio", "Written down from another sheet"),
            words: format!(
                "{} {}. {}",
                l.t(
                    "Un foglio con questo numero, rilasciato dal PC perduto, è stato annotato il",
                    "A sheet of this number, issued by the lost PC, was written down on"
                ),
                when::date_time(at),
                l.t(
                    "Lì il codice è un altro, o non si leggeva: non si può dire né che il documento è autentico né che non lo è. Far rileggere il codice lettera per lettera; se non torna, farsi mostrare il foglio.",
                    "There the code is another, or could not be read: neither can it be said that the paper is genuine nor that it is not. Have the code read again letter by letter; if it still differs, ask to see the sheet."
                )
            ),
        },
        Confirmation::NotKnownHere { until } => Told {
            class: "warn",
            title: l.t("Non noto a questa copia", "Not known to this copy"),
            words: format!(
                "{}{}. {}",
                l.t(
                    "Il registro di questo numero è continuato da una copia, che lo conosce",
                    "The register of this number went on from a copy, which knows it"
                ),
                until.map_or_else(String::new, |until| format!(
                    " {} {}",
                    l.t("fino al", "until"),
                    when::date_time(until)
                )),
                l.t(
                    "Il numero può essere stato dato dopo: non dire «non risulta». Farsi mostrare il foglio, o lasciare un recapito, e cercare il computer di prima o il centro.",
                    "The number may have been given later: do not say “not known”. Ask to see the sheet or for a number to call back, and look for the computer of before, or at the centre.",
                )
            ),
        },
        Confirmation::Unknown => Told {
            class: "warn",
            title: l.t("Non risulta", "Not known"),
            words: l
                .t(
                    "Numero e codice non corrispondono ad alcun documento di questa postazione. Farli rileggere lettera per lettera; se non tornano, il foglio non va accettato come autentico. Un’altra postazione del Comune può averlo rilasciato: lo dice l’inizio del numero.",
                    "Number and code belong to no paper of this station. Have them read again letter by letter; if they still do not match, the sheet must not be taken for genuine. Another station of the municipality may have issued it: the beginning of the number tells.",
                )
                .to_owned(),
        },
    }
}
