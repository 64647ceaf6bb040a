//! *Conferma telefonica*: a caller reads number, check code, surname and birth date from a paper; the answer is whether they agree,
//! never what stands here.

use actix_web::HttpRequest;
use askama::Template;
use domain::time::dates;

use crate::site::blocking::block;
use crate::site::door;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame};
use crate::site::trouble::Trouble;
use crate::site::visitor::{Visitor, VisitorPost};
use crate::words::lang::Lang;
use crate::words::when;
use desk::SessionState;
use desk::register::entries::{Confirmation, EntryView};
use desk::register::telephone::{Content, Heard, ReadOut};
use domain::time::moment::Moment;

#[derive(Template)]
#[template(path = "counter/life/confirm.html")]
struct ConfirmPage {
    l: Lang,
    frame: Frame,
    form: Form,
    answer: Option<Told>,
    /// Kinds of papers: form and name.
    forms: Vec<(String, String)>,
    /// The entry, for whoever is signed in.
    entry: Option<EntryView>,
}

/// What may be told, and how it looks.
struct Told {
    class: &'static str,
    title: &'static str,
    words: String,
}

fn page(
    visitor: &Visitor,
    form: Form,
    answer: Option<Told>,
    entry: Option<EntryView>,
) -> Result<ConfirmPage, Trouble> {
    let (desk, l) = (visitor.desk()?, visitor.l);
    let forms =
        desk.forms().into_iter().map(|form| (form.id.id.clone(), l.of(&form.name).to_owned())).collect();
    Ok(ConfirmPage { l, frame: visitor.frame().mend(&form), form, answer, forms, entry })
}

/// `GET /confirm`
pub async fn show(visitor: Visitor) -> Answer {
    visitor.show(&page(&visitor, Form::new(visitor.l), None, None)?)
}

/// `POST /confirm`
pub async fn submit(req: HttpRequest, post: VisitorPost) -> Answer {
    let desk = post.visitor.desk()?;
    let mut form = post.form();
    let number = form.need("number", "Scrivere il numero del documento.", "Enter the number of the paper.");
    let check_code = form.need("check-code", "Scrivere il codice di controllo.", "Enter the check code.");
    let surname = form.need(
        "surname",
        "Scrivere il cognome che chi chiama legge.",
        "Enter the surname the caller reads.",
    );
    let born = form.need(
        "birth-date",
        "Scrivere la data di nascita che chi chiama legge.",
        "Enter the birth date the caller reads.",
    );
    let birth_date = match dates::date(&born) {
        Ok(day) => Some(day),
        Err(told) if !born.is_empty() => {
            form.told("birth-date", &told);
            None
        }
        Err(_) => None,
    };
    if !form.sound() {
        return post.visitor.mend(&page(&post.visitor, form, None, None)?);
    }
    let kind = Some(form.typed.get("form").to_owned()).filter(|kind| !kind.is_empty());
    let read = ReadOut { number, check_code, surname: Some(surname), birth_date, form: kind };
    form.found(&read.incomplete());
    if !form.sound() {
        return post.visitor.mend(&page(&post.visitor, form, None, None)?);
    }
    let source = door::of(&req).source;
    let who = post.visitor.standing.session.clone().filter(|who| who.state == SessionState::Active);
    let found = block(move || {
        let heard = desk.read_out(source, &read)?;
        let entry = heard.entry.zip(who).and_then(|(id, who)| desk.entry(&who, id).ok());
        Ok((heard, entry))
    });
    match found.await.map_err(|_| Trouble::Broken)? {
        Ok((heard, entry)) => {
            let answer = told(heard, post.visitor.l);
            post.visitor.show(&page(&post.visitor, form, Some(answer), entry)?)
        }
        Err(s) => {
            let _: u32 = s;
            form.problem(
                "number",
                "Troppe richieste in poco tempo: aspettare un minuto e riprovare.",
                "Too many questions in a short time: wait a minute and try again.",
            );
            post.visitor.mend(&page(&post.visitor, form, None, None)?)
        }
    }
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

/// Number and code may be right: what does not agree on the sheet is told like what is not known, so that nobody tries names out.
fn told(heard: Heard, l: Lang) -> Told {
    let found = match heard.content {
        Content::Differs => Confirmation::Unknown,
        Content::Agrees | Content::NotCompared => heard.confirmation,
    };
    let told = |class, (title_it, title_en), (it, en)| Told {
        class,
        title: l.t(title_it, title_en),
        words: l.t(it, en).to_owned(),
    };
    match found {
        Confirmation::Genuine { .. } => told("done", ("Corrisponde", "It agrees"), ("Ciò che chi chiama ha letto corrisponde a un documento di questa postazione. Non dire altro.", "What the caller read agrees with a paper of this station. Say no more.")),
        Confirmation::ToBeReplaced { .. } => told("warn", ("Corrisponde, da sostituire", "It agrees, to be replaced"), ("Il documento è nostro, ma ciò che attesta non corrisponde ai dati del Comune: è stato deciso di sostituirlo. Non va usato: chi lo ha si rivolga a questo ufficio. Non dire altro.", "The paper is ours, but what it attests does not agree with the municipality’s data: it was decided to replace it. It must not be used: its holder should come to this office. Say no more.")),
        Confirmation::InDispute { .. } => told("warn", ("Corrisponde, in verifica", "It agrees, under examination"), ("Il documento è nostro; il centro ha trovato una differenza che nessuno ha ancora deciso. Non dire che è valido né che non lo è: farsi lasciare un recapito e richiamare quando è decisa. Non dire altro.", "The paper is ours; the centre found a difference that nobody has decided yet. Do not say that it is valid nor that it is not: take down a number and call back once it is decided. Say no more.")),
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
        Confirmation::WrittenDown { at, .. } => Told {
            class: "done",
            title: l.t("Corrisponde: rilasciato dal PC perduto", "It agrees: issued by the lost PC"),
            words: format!(
                "{} {}. {}",
                l.t(
                    "La registrazione è andata perduta con il computer: lo si sa dal foglio tornato, annotato il",
                    "Its record was lost with the computer: it is known from the sheet that came back, written down on"
                ),
                when::date_time(at),
                l.t("Non dire altro.", "Say no more.")
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
            title: l.t("Non corrisponde", "It does not agree"),
            words: l
                .t(
                    "Ciò che chi chiama ha letto non corrisponde ad alcun documento di questa postazione. Far rileggere tutto, il codice lettera per lettera; se non torna, il foglio non va accettato come autentico. Un’altra postazione del Comune può averlo rilasciato: lo dice l’inizio del numero.",
                    "What the caller read agrees with no paper of this station. Have all of it read again, the code letter by letter; if it still does not agree, the sheet must not be taken for genuine. Another station of the municipality may have issued it: the beginning of the number tells.",
                )
                .to_owned(),
        },
    }
}
