//! What the check page of one paper and that of a basket have in common: whether it may be issued now, the button that
//! takes numbers, the preview. Their templates include `counter/check/*.html`.

use crate::counter::outage::refusal::{Refusal, refusal};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use desk::draft::edit::Draft;
use desk::issue::basket::Basket;
use desk::{Desk, DeskError};

/// A check page's frame.
pub struct Checking {
    /// Address of what is checked.
    pub at: String,
    /// The digest of what is shown, which the button confirms.
    pub shown: String,
    /// What stands in the way now.
    pub refusal: Option<Refusal>,
    /// How it is said of one paper, or of many.
    pub words: Words,
}

/// How a check page says it.
pub struct Words {
    /// The button.
    pub issue: &'static str,
    /// Where else one may go, and how that is said.
    pub leave: (String, &'static str),
    /// That the number is taken now.
    pub final_now: &'static str,
    /// Title of the preview.
    pub preview: &'static str,
    /// How the browser shows the preview (PDF open parameters).
    pub view: &'static str,
}

impl Checking {
    /// Of one draft.
    pub async fn draft(seat: &Seat, draft: &Draft) -> Result<Self, Trouble> {
        let l = seat.l;
        Self::of(seat, format!("/drafts/{}", draft.id), (draft.shown.clone(), unsigned(draft)), Words {
            issue: l.t("Emettere e stampare", "Issue and print"),
            leave: ("/drafts".to_owned(), l.t("Lasciare come bozza", "Leave as a draft")),
            final_now: l.t(
                "Il numero viene preso solo ora. Dopo l’emissione il documento non si modifica: si annulla, con motivo.",
                "The number is taken only now. Once issued a paper is not changed: it is annulled, with a reason.",
            ),
            preview: l.t("Anteprima del documento", "Preview of the paper"),
            view: "Fit",
        })
        .await
    }

    /// Of a basket.
    pub async fn basket(seat: &Seat, basket: &Basket) -> Result<Self, Trouble> {
        let l = seat.l;
        let at = format!("/baskets/{}", basket.id);
        let leave = (at.clone(), l.t("Tornare alla cartella", "Back to the basket"));
        Self::of(seat, at, (basket.shown(), basket.drafts.iter().any(unsigned)), Words {
            issue: l.t("Emettere tutti e stampare", "Issue all and print"),
            leave,
            final_now: l.t(
                "I numeri vengono presi solo ora, uno per foglio. Dopo l’emissione un documento non si modifica: si annulla, con motivo.",
                "The numbers are taken only now, one for each paper. Once issued a paper is not changed: it is annulled, with a reason.",
            ),
            preview: l.t("Anteprima di tutti i fogli", "Preview of all papers"),
            view: "FitH",
        })
        .await
    }

    async fn of(
        seat: &Seat,
        at: String,
        (shown, unsigned): (String, bool),
        words: Words,
    ) -> Result<Self, Trouble> {
        let may = seat.look(Desk::may_issue).await?;
        let may = may.and(if unsigned { Err(DeskError::NoSigningOfficer) } else { Ok(()) });
        let refusal = may.err().map(|error| refusal(&error, &seat.who, seat.l));
        Ok(Self { at, shown, refusal, words })
    }

    /// Whether the button is there.
    pub fn may_issue(&self) -> bool {
        self.refusal.as_ref().is_none_or(|refusal| refusal.overridable)
    }

    /// Whether a supervisor says why it cannot be deferred.
    pub fn overriding(&self) -> bool {
        self.refusal.as_ref().is_some_and(|refusal| refusal.overridable)
    }
}

/// Whether a paper wants a signature that nobody can give now.
fn unsigned(draft: &Draft) -> bool {
    draft.form.capacity.is_some() && draft.officer.is_none()
}

/// Why it cannot be deferred, where that was asked.
pub fn non_deferrable(post: &Post) -> Option<String> {
    post.typed.has("non-deferrable").then(|| post.typed.trimmed("non-deferrable").to_owned())
}

/// The digest of what was shown, as the page sent it; empty where it sent none, which confirms nothing.
pub fn shown(post: &Post) -> String {
    post.typed.trimmed("shown").to_owned()
}
