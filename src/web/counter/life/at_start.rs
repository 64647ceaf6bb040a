//! Who opens the station at each start: asked at the first run, changed later.

use askama::Template;

use crate::site::field::Choices;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use desk::Desk;
use desk::life::at_start::{AtStart, HowItStarts};
use domain::office::operator::Role;
use vault::{Sealer, SecretText};

const FIELD: &str = "at-start";

/// The question.
pub fn asked(form: &Form, l: Lang) -> Choices<'_> {
    form.radios(FIELD, l.t("Chi c’è alle 7.30?", "Who is there at 7.30?"))
        .hint(l.t(
            "Quando il computer si accende, per esempio prima dell’apertura.",
            "When the computer is switched on, for instance before opening hours.",
        ))
        .explained(
            "by-itself",
            l.t("Può non esserci nessuno: si apre da sé", "Perhaps nobody: it opens by itself"),
            l.t(
                "La chiave è chiusa da questo computer, se ne ha il modo (TPM, Windows). Altrimenti sta in un file: chi porta via il disco lo apre, e allora il disco va cifrato (BitLocker, LUKS).",
                "The key is sealed by this computer, if it has the means (TPM, Windows). Otherwise it lies in a file: whoever takes the disk can open it, so encrypt the disk (BitLocker, LUKS).",
            ),
        )
        .explained(
            "passphrase",
            l.t("C’è chi conosce la frase: la chiede a ogni avvio", "Somebody who knows the passphrase: it is asked at every start"),
            l.t(
                "Nessuna chiave resta sul computer: chi lo ruba spento non legge le registrazioni. Senza la frase o il foglio di recupero lo sportello non apre.",
                "No key stays on the computer: whoever steals it, switched off, reads no records. Without passphrase or recovery sheet the counter does not open.",
            ),
        )
}

/// What was answered.
pub fn read(form: &mut Form) -> Option<AtStart> {
    match form.typed.get(FIELD) {
        "by-itself" => Some(AtStart::ByItself),
        "passphrase" => Some(AtStart::Passphrase),
        _ => {
            form.problem(
                FIELD,
                "Dire chi c’è quando il computer si accende.",
                "Say who is there when the computer is switched on.",
            );
            None
        }
    }
}

/// How it stands, in a few words.
pub fn now(how: HowItStarts, l: Lang) -> &'static str {
    match how {
        HowItStarts::Asked => l.t("chiede la frase di sblocco", "it asks for the passphrase"),
        HowItStarts::Sealed(Sealer::Tpm | Sealer::SystemdCreds) => l.t(
            "si apre da sé, con una chiave chiusa dal TPM di questo computer",
            "it opens by itself, with a key sealed by the TPM of this computer",
        ),
        HowItStarts::Sealed(Sealer::Dpapi) => l.t(
            "si apre da sé, con una chiave chiusa da Windows per questo utente",
            "it opens by itself, with a key sealed by Windows for this user",
        ),
        HowItStarts::Plain => l.t(
            "si apre da sé, con una chiave in un file su questo computer",
            "it opens by itself, with a key in a file on this computer",
        ),
        HowItStarts::Lost => l.t(
            "dovrebbe aprirsi da sé, ma il file della chiave manca o non si legge: chiederà la frase",
            "it should open by itself, but the key file is missing or cannot be read: it will ask for the passphrase",
        ),
    }
}

/// What that means where somebody takes the computer.
pub fn risk(how: HowItStarts, l: Lang) -> &'static str {
    match how {
        HowItStarts::Asked => l.t(
            "Chi porta via il computer spento non legge le registrazioni.",
            "Whoever takes the computer, switched off, reads no records.",
        ),
        HowItStarts::Sealed(_) => l.t(
            "Il disco in un altro computer non si apre da sé. Chi porta via il computer intero e riesce ad accedervi, sì: per questo servono anche la frase a ogni avvio o il disco cifrato.",
            "The disk in another computer does not open by itself. The whole computer does, for whoever gets to sign in on it: against that, ask for the passphrase at every start or encrypt the disk.",
        ),
        HowItStarts::Plain => l.t(
            "Chi porta via il disco può aprirlo: cifrare il disco (BitLocker, LUKS), oppure far chiedere la frase a ogni avvio.",
            "Whoever takes the disk can open it: encrypt the disk (BitLocker, LUKS), or have the passphrase asked at every start.",
        ),
        HowItStarts::Lost => l.t(
            "Scegliere di nuovo qui sotto rimette le cose in ordine.",
            "Choosing again below puts it right.",
        ),
    }
}

#[derive(Template)]
#[template(path = "counter/life/at_start.html")]
struct AtStartPage {
    l: Lang,
    frame: Frame,
    form: Form,
    now: &'static str,
    risk: &'static str,
}

async fn page(seat: &Seat, form: Form) -> Result<AtStartPage, crate::site::trouble::Trouble> {
    let how = seat.look(|desk: &Desk, _| desk.how_it_starts()).await?;
    let frame = seat.frame().mend(&form);
    Ok(AtStartPage { l: seat.l, frame, form, now: now(how, seat.l), risk: risk(how, seat.l) })
}

/// `GET /station/at-start`
pub async fn show(seat: Seat) -> Answer {
    seat.needs(Role::Supervisor)?;
    seat.show(&page(&seat, Form::new(seat.l)).await?)
}

/// `POST /station/at-start`
pub async fn submit(post: Post) -> Answer {
    let mut form = post.form();
    let chosen = read(&mut form);
    let secret: SecretText =
        form.need("secret", "Scrivere la frase di sblocco.", "Enter the passphrase.").into();
    if let (Some(chosen), true) = (chosen, form.sound()) {
        match post.seat.look(move |desk, who| desk.change_start(who, chosen, &secret)).await? {
            Ok(_) => return go("/station"),
            Err(error) => form.refused_at("secret", error),
        }
    }
    form.typed = Typed::default().with(FIELD, form.typed.get(FIELD));
    let page = page(&post.seat, form).await?;
    post.seat.mend(&page)
}
