//! Papers put into a basket already begun: another form for a person of it, or another person.

use std::collections::BTreeMap;

use domain::form::entry_kind::UseCode;
use domain::form::form::Form;
use domain::ids::id::{BasketId, EntryId, PersonId};

use super::basket::KeptBasket;
use crate::draft::begin::MOST;
use crate::draft::edit::{SaveDraft, write};
use crate::draft::kept_draft::Kept;
use crate::draft::topics::Topic;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;

/// What is put into a basket: each form for one person.
#[derive(Clone, Debug)]
pub struct AddPapers {
    /// Names of forms, in the order they will print. Field: `form`.
    pub forms: Vec<String>,
    /// For whom. Field: `whom`.
    pub whom: Whom,
}

/// Whom papers added to a basket are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// The person of this draft of the basket: what is typed there is taken over.
    SameAs(EntryId),
    /// A person of the extract.
    Resident(PersonId),
    /// Somebody typed in by hand.
    ByHand,
}

impl Desk {
    /// Puts papers into a basket; what its papers share holds for them too. Fields: `form`, `whom`.
    pub fn add_to_basket(&self, who: &Session, id: BasketId, add: &AddPapers) -> Result<(), DeskError> {
        who.needs(ISSUERS)?;
        self.may_begin(who)?;
        // One at a time: two that add at once both keep what they added.
        let _lock = self.locks.hold(EntryId::new(id.uuid()));
        let mut kept = self.kept_basket(id)?;
        let drafts = self.drafts_of(&kept)?;
        if drafts.len().saturating_add(add.forms.len()) > MOST {
            return Err(DeskError::field(
                "form",
                "Al massimo 24 fogli insieme: emettere prima questi, poi gli altri.",
                "At most 24 sheets together: issue these first, then the others.",
            ));
        }
        let new = self.to_add(who, &drafts, add)?;
        if !kept.several && is_another(add.whom, &drafts) {
            kept.of_several();
            for (paper, _) in &drafts {
                let _lock = self.locks.hold(*paper);
                if let Some(mut draft) = self.still_draft(*paper)? {
                    self.share(who, &kept, &mut draft, None)?;
                    self.keep_draft(*paper, &draft)?;
                }
            }
        }
        let use_code = drafts.first().map(|(_, draft)| draft.use_code);
        for mut draft in new {
            let paper = EntryId::new(self.mint());
            draft.basket = Some(id);
            let common = KeptBasket { raw: carried(&kept.raw), ..kept.clone() };
            self.share(who, &common, &mut draft, use_code)?;
            self.keep_draft(paper, &draft)?;
            kept.papers.push(paper);
        }
        self.keep_basket(id, &kept)?;
        self.followed(who);
        Ok(())
    }

    fn to_add(
        &self,
        who: &Session,
        drafts: &[(EntryId, Kept)],
        add: &AddPapers,
    ) -> Result<Vec<Kept>, DeskError> {
        if add.forms.is_empty() {
            return Err(DeskError::field(
                "form",
                "Scegliere almeno un modello.",
                "Choose at least one form.",
            ));
        }
        let like = match add.whom {
            Whom::SameAs(like) => Some(drafts.iter().find(|(id, _)| *id == like).ok_or_else(|| {
                DeskError::field(
                    "whom",
                    "Questo foglio non è più nella cartella: scegliere un’altra persona.",
                    "This paper is no longer in the basket: choose another person.",
                )
            })?),
            Whom::Resident(_) | Whom::ByHand => None,
        };
        let person = match add.whom {
            Whom::SameAs(_) => like.and_then(|(_, like)| like.person),
            Whom::Resident(person) => {
                // Looking at somebody is logged, also where no page of theirs is opened.
                self.person(who, person)?;
                Some(person)
            }
            Whom::ByHand => None,
        };
        let begin = |name: &String| {
            let mut kept = self.draft_to_begin(who, name, person, None)?;
            if let Some((_, like)) = like {
                let form = self.forms.version(&kept.form).ok_or(DeskError::NotFound)?;
                take_over(&mut kept, &form, like);
            }
            Ok(kept)
        };
        add.forms.iter().map(begin).collect()
    }

    /// Writes what a basket shares into one of its drafts.
    fn share(
        &self,
        who: &Session,
        kept: &KeptBasket,
        draft: &mut Kept,
        use_code: Option<UseCode>,
    ) -> Result<(), DeskError> {
        let form = self.forms.version(&draft.form).ok_or(DeskError::NotFound)?;
        write(
            draft,
            &form,
            who,
            SaveDraft { raw: kept.holds_for(&form), sources: BTreeMap::new(), use_code },
        );
        Ok(())
    }

    fn drafts_of(&self, kept: &KeptBasket) -> Result<Vec<(EntryId, Kept)>, DeskError> {
        let mut drafts = Vec::new();
        for paper in &kept.papers {
            drafts.extend(self.still_draft(*paper)?.map(|draft| (*paper, draft)));
        }
        Ok(drafts)
    }
}

/// What was typed of the same person: values with their sources, and what it is needed for.
fn take_over(kept: &mut Kept, form: &Form, like: &Kept) {
    for (name, typed) in &like.raw {
        if form.field(name).is_some() || Topic::of(name) == Some(Topic::Purpose) {
            kept.raw.insert(name.clone(), typed.clone());
        }
    }
    for (field, source) in &like.sources {
        if field == "*" || form.field(field).is_some() {
            kept.sources.insert(field.clone(), source.clone());
        }
    }
}

/// What of a basket holds for a paper that comes to it later: stamp and exemption are said for it anew.
fn carried(raw: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let of_money = |name: &str| matches!(Topic::of(name), Some(Topic::Duty | Topic::Fee));
    raw.iter()
        .filter(|(name, _)| !of_money(name))
        .map(|(name, typed)| (name.clone(), typed.clone()))
        .collect()
}

/// Whether papers for `whom` make a basket one of several people.
fn is_another(whom: Whom, drafts: &[(EntryId, Kept)]) -> bool {
    match whom {
        Whom::SameAs(_) => false,
        Whom::Resident(person) => drafts.iter().any(|(_, draft)| draft.person != Some(person)),
        Whom::ByHand => !drafts.is_empty(),
    }
}
