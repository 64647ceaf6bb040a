//! A basket: several papers for one person or one household, checked, issued, printed and answered for together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use domain::form::form::{Form, Identification};
use domain::ids::id::{BasketId, EntryId};
use store::Drawer;

use crate::draft::edit::{Draft, SaveDraft, write};
use crate::draft::seen::Seen;
use crate::draft::topics::{Shared, Topic, shared};
use crate::register::entries::{EntryRow, EntryView, row_of};
use vault::BlobHash;

use super::issuing::Issue;
use crate::draft::kept_draft::Kept;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;

/// A basket as its pages show it.
#[derive(Clone, Debug)]
pub struct Basket {
    /// Identity.
    pub id: BasketId,
    /// What is still to be issued, in order.
    pub drafts: Vec<Draft>,
    /// What was issued, in order.
    pub entries: Vec<EntryRow>,
    /// What the drafts share, as typed: dotted names.
    pub raw: BTreeMap<String, String>,
    /// Whether papers of more than one person were put into it: whoever must be present in person is then identified
    /// paper by paper.
    pub several: bool,
}

/// What issuing a basket came to.
#[derive(Debug)]
pub struct BasketIssued {
    /// Everything of the basket that is issued, in order.
    pub entries: Vec<EntryView>,
    /// What is not, and why. Nothing is issued while a draft has fields to mend.
    pub failed: Vec<(EntryId, DeskError)>,
}

/// A basket as the store keeps it: what lies in it, in order, and what is shared.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct KeptBasket {
    pub(super) papers: Vec<EntryId>,
    pub(super) raw: BTreeMap<String, String>,
    /// Whether papers of more than one person were ever put into it.
    pub(super) several: bool,
}

/// Who asks, and the word for whom a paper is about.
const ASKING: &str = "applicant.kind";
const HOLDER: &str = "holder";

impl KeptBasket {
    /// Papers of several people: nobody is taken for present who did not come. Who asked for his own paper is asked again, for
    /// now it is about all.
    pub(super) fn of_several(&mut self) {
        self.several = true;
        self.raw.insert(ASKING.to_owned(), String::new());
    }

    /// What holds for a paper of this form, of all that is shared.
    pub(super) fn holds_for(&self, form: &Form) -> BTreeMap<String, String> {
        let apart = self.several && form.identification == Identification::Holder;
        let mine = self
            .raw
            .iter()
            .filter(|(name, _)| shared(name) == Some(Shared::WithBasket) && !(apart && is_of_presence(name)));
        // Of several people not everybody can be the one who asks.
        let nobody = |name: &str, typed: &str| self.several && name == ASKING && typed == HOLDER;
        mine.map(|(name, typed)| {
            (name.clone(), if nobody(name, typed) { String::new() } else { typed.clone() })
        })
        .collect()
    }
}

impl Basket {
    /// The digest of all that is shown of its drafts.
    pub fn shown(&self) -> String {
        let all: Vec<&str> = self.drafts.iter().map(|draft| draft.shown.as_str()).collect();
        BlobHash::of(all.join(" ").as_bytes()).to_string()
    }
}

impl Desk {
    /// Puts drafts into a new basket.
    pub(crate) fn begin_basket(&self, drafts: Vec<Kept>) -> Result<BasketId, DeskError> {
        let id = BasketId::new(self.mint());
        let mut kept = KeptBasket::default();
        if several_people(&drafts) {
            kept.of_several();
        }
        for mut draft in drafts {
            let form = self.forms.version(&draft.form).ok_or(DeskError::NotFound)?;
            draft.raw.extend(kept.holds_for(&form));
            let paper = EntryId::new(self.mint());
            self.keep_draft(paper, &Kept { basket: Some(id), ..draft })?;
            kept.papers.push(paper);
        }
        self.keep_basket(id, &kept)?;
        Ok(id)
    }

    /// One basket.
    pub fn basket(&self, who: &Session, id: BasketId) -> Result<Basket, DeskError> {
        who.needs(&[])?;
        let kept = self.kept_basket(id)?;
        let mut basket =
            Basket { id, drafts: Vec::new(), entries: Vec::new(), raw: kept.raw, several: kept.several };
        for paper in kept.papers {
            if let Some(row) = self.store()?.entry(paper).map_err(DeskError::store)? {
                basket.entries.push(row_of(&row));
            } else if let Some(draft) = self.still_draft(paper)? {
                basket.drafts.push(self.shown(who, paper, &draft)?);
            }
        }
        Ok(basket)
    }

    /// Keeps what the papers of a basket share in every draft of it: who asks, how identified, use, exemption, purpose.
    /// Where several people lie in it, whoever must be present in person is identified paper by paper.
    /// Whatever is typed is kept; only then what is wrong in the fields just typed is refused.
    pub fn save_basket(&self, who: &Session, id: BasketId, save: SaveDraft) -> Result<Basket, DeskError> {
        self.save_basket_seen(who, id, save, None)
    }

    /// The same from a page that showed what `seen` marks, as [`Desk::save_draft_seen`].
    pub fn save_basket_seen(
        &self,
        who: &Session,
        id: BasketId,
        save: SaveDraft,
        seen: Option<&Seen>,
    ) -> Result<Basket, DeskError> {
        who.needs(ISSUERS)?;
        let _lock = self.locks.hold(EntryId::new(id.uuid()));
        let mut kept = self.kept_basket(id)?;
        let raw: BTreeMap<String, String> =
            save.raw.into_iter().filter(|(name, _)| shared(name) == Some(Shared::WithBasket)).collect();
        let stale = seen.map(|seen| seen.overwritten(&kept.raw, &raw)).unwrap_or_default();
        if !stale.is_empty() {
            return Err(DeskError::Fields(stale));
        }
        kept.raw.extend(raw.clone());
        self.keep_basket(id, &kept)?;
        for paper in &kept.papers {
            let _lock = self.locks.hold(*paper);
            if let Some(mut draft) = self.still_draft(*paper)? {
                let form = self.forms.version(&draft.form).ok_or(DeskError::NotFound)?;
                let mut mine = kept.holds_for(&form);
                mine.retain(|name, _| raw.contains_key(name));
                let shared = SaveDraft { raw: mine, sources: BTreeMap::new(), use_code: save.use_code };
                write(&mut draft, &form, who, shared);
                self.keep_draft(*paper, &draft)?;
            }
        }
        let basket = self.basket(who, id)?;
        let mut wrong: Vec<FieldProblem> = Vec::new();
        for draft in &basket.drafts {
            let taken = |name: &String| raw.contains_key(name) && raw.get(name) == draft.raw.get(name);
            for problem in draft.problems.iter().filter(|problem| taken(&problem.field)) {
                if !wrong.contains(problem) {
                    wrong.push(problem.clone());
                }
            }
        }
        if wrong.is_empty() { Ok(basket) } else { Err(DeskError::Fields(wrong)) }
    }

    /// Issues everything in a basket, in order. Whatever was issued before, by this or an earlier call, stands and is
    /// told again: a call cut off in the middle is completed by the next. While a draft has fields to mend nothing is
    /// issued; a draft that fails later leaves the others issued.
    pub fn issue_basket(
        &self,
        who: &Session,
        id: BasketId,
        non_deferrable: Option<&str>,
    ) -> Result<BasketIssued, DeskError> {
        self.issue_basket_shown(who, id, non_deferrable, None)
    }

    /// The same, confirmed by whoever saw what has the digest `shown` ([`Basket::shown`]).
    pub fn issue_basket_shown(
        &self,
        who: &Session,
        id: BasketId,
        non_deferrable: Option<&str>,
        shown: Option<&str>,
    ) -> Result<BasketIssued, DeskError> {
        who.needs(ISSUERS)?;
        let kept = self.kept_basket(id)?;
        let mut issued = BasketIssued { entries: Vec::new(), failed: Vec::new() };
        let basket = self.basket(who, id)?;
        if shown.is_some_and(|shown| basket.shown() != shown) {
            return Err(DeskError::ShownDiffers);
        }
        let seen: Vec<(EntryId, String)> =
            basket.drafts.iter().map(|draft| (draft.id, draft.shown.clone())).collect();
        for draft in basket.drafts.into_iter().filter(|draft| !draft.problems.is_empty()) {
            issued.failed.push((draft.id, DeskError::Fields(draft.problems)));
        }
        let to_mend = !issued.failed.is_empty();
        for paper in kept.papers {
            if let Some(row) = self.store()?.entry(paper).map_err(DeskError::store)? {
                issued.entries.push(self.view(&row)?);
            } else if !to_mend && self.still_draft(paper)?.is_some() {
                let issue = Issue { id: paper, non_deferrable: non_deferrable.map(str::to_owned) };
                let own = seen.iter().find(|(draft, _)| *draft == paper).map(|(_, own)| own.as_str());
                match self.issue_shown(who, issue, own.filter(|_| shown.is_some())) {
                    Ok(view) => issued.entries.push(view),
                    Err(error) => issued.failed.push((paper, error)),
                }
            }
        }
        Ok(issued)
    }

    /// Throws away what is still draft in a basket.
    pub fn discard_basket(&self, who: &Session, id: BasketId) -> Result<(), DeskError> {
        who.needs(ISSUERS)?;
        for paper in self.kept_basket(id)?.papers {
            match self.discard_draft(who, paper) {
                Ok(()) | Err(DeskError::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// What lies in a basket, in order, issued or not.
    pub(crate) fn papers_of(&self, id: BasketId) -> Result<Vec<EntryId>, DeskError> {
        Ok(self.kept_basket(id)?.papers)
    }

    /// The draft, unless it was issued or thrown away.
    pub(super) fn still_draft(&self, paper: EntryId) -> Result<Option<Kept>, DeskError> {
        match self.kept_draft(paper) {
            Ok(draft) => Ok(Some(draft)),
            Err(DeskError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The basket as kept; of one that was lost with the store, what was issued is still found.
    pub(super) fn kept_basket(&self, id: BasketId) -> Result<KeptBasket, DeskError> {
        let store = self.store()?;
        let kept = store.volatile(Drawer::Notes, &name(id)).map_err(DeskError::store)?;
        if let Some(kept) = kept.and_then(|kept| serde_json::from_slice(&kept).ok()) {
            return Ok(kept);
        }
        let issued = store.basket(id.uuid()).map_err(DeskError::store)?;
        let papers: Vec<EntryId> = issued.iter().map(|row| row.id).collect();
        if papers.is_empty() {
            return Err(DeskError::NotFound);
        }
        Ok(KeptBasket { papers, ..KeptBasket::default() })
    }

    pub(super) fn keep_basket(&self, id: BasketId, kept: &KeptBasket) -> Result<(), DeskError> {
        let content = serde_json::to_vec(kept).expect("a basket holds only strings");
        self.store()?.put_volatile(Drawer::Notes, &name(id), &content).map_err(DeskError::store)
    }
}

fn several_people(drafts: &[Kept]) -> bool {
    drafts.windows(2).any(|pair| pair[0].person != pair[1].person)
}

/// Whether a name is about who stands at the counter.
fn is_of_presence(name: &str) -> bool {
    matches!(Topic::of(name), Some(Topic::Evidence | Topic::Applicant | Topic::Guardian))
}

/// What a basket is kept under.
fn name(id: BasketId) -> Vec<u8> {
    [b"basket/".as_slice(), id.uuid().as_bytes()].concat()
}
