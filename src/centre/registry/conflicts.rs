//! What the centre can find wrong with an entry by itself: in its own words, and against what its registry says now
//! (CENTRE.md). Pure. Clashes between entries are the store's to find.

use chrono::NaiveDate;
use uuid::Uuid;

use super::beside;
use super::namesakes::{Present, Sought};
use super::person_now::PersonNow;
use domain::centre::exchange::conflict::Difference;
use domain::centre::exchange::{ConflictKind, Decision};
use domain::form::entry_kind::EntryKind;
use domain::ids::value::Source;
use domain::office::delegation::Delegation;
use domain::person::evidence::{Evidence, ShownDocument};
use domain::person::folding::Likeness;
use domain::person::person::{Certifiable, Person};
use domain::register::entry::Entry;
use domain::time::moment::Moment;

/// A conflict that was found, not yet named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What.
    pub kind: ConflictKind,
    /// Side by side.
    pub differences: Vec<Difference>,
    /// The conflict that was decided in two ways, where that is what was found.
    pub about: Option<Uuid>,
}

impl Found {
    /// A difference decided at the counter that was decided otherwise before: what the centre holds of it stands with the
    /// difference itself, and is shown beside this.
    pub(crate) fn decided_otherwise(conflict: Uuid, decision: &Decision) -> Self {
        let here = in_words(decision);
        Self {
            about: Some(conflict),
            ..Self::new(ConflictKind::DecisionsDiffer, DECISION, here, conflict.to_string())
        }
    }

    fn bare(kind: ConflictKind) -> Self {
        Self { kind, differences: Vec::new(), about: None }
    }

    /// One that a drill asked for.
    pub(crate) fn rehearsed() -> Self {
        let (here, there) =
            ("come sul foglio / as on the paper", "un altro, per prova / another, for rehearsal");
        Self::new(ConflictKind::DataChanged, "address", here, there)
    }

    pub(crate) fn new(
        kind: ConflictKind,
        field: &str,
        at_counter: impl Into<String>,
        at_centre: impl Into<String>,
    ) -> Self {
        let (at_counter, at_centre) = (at_counter.into(), at_centre.into());
        let differences = vec![Difference { field: field.to_owned(), at_counter, at_centre }];
        Self { kind, differences, about: None }
    }
}

/// The word for a decision among the things that differ.
pub(crate) const DECISION: &str = "decision";

/// A decision in a line.
pub(crate) fn in_words(decision: &Decision) -> String {
    let on = decision.at.day_and_hour();
    format!("{} ({}, {on}: {})", decision.remedy.words().0, decision.by, decision.reason)
}

/// A smaller step back is the clock's own keeper at work.
const STEP_BACK_MS: i64 = 1_000;

/// What is wrong with an entry in its own words. `before` is the time of the record before it, `delegation` the one it was
/// signed under, as the station's records tell it.
pub fn in_itself(entry: &Entry, before: Option<Moment>, delegation: Option<&Delegation>) -> Vec<Found> {
    let mut found = Vec::new();
    let issued = entry.issued.day();
    if let Some(before) = before
        && before.since(entry.issued).num_milliseconds() > STEP_BACK_MS
    {
        found.push(Found::new(
            ConflictKind::ClockOrder,
            "issued",
            entry.issued.day_and_second(),
            before.day_and_second(),
        ));
    }
    if let Some(officer) = &entry.officer {
        let holds = delegation.filter(|one| one.operator == officer.operator).map(|one| one.holds_on(issued));
        if holds != Some(true) {
            let span = delegation
                .map(|one| format!("{} – {}", printed(one.from), one.until.map_or("…".to_owned(), printed)));
            found.push(Found::new(
                ConflictKind::DelegationLapsed,
                "delegation",
                format!("{}, {}", officer.name, printed(issued)),
                span.unwrap_or_default(),
            ));
        }
    }
    found.extend(document_expired(entry, issued));
    found
}

/// The document that identified the applicant had run out. It may still identify (art. 45 c. 3): a person looks at it.
fn document_expired(entry: &Entry, issued: NaiveDate) -> Option<Found> {
    let Some(Evidence::Document { document: ShownDocument { number, expires: Some(expires), .. } }) =
        &entry.evidence
    else {
        return None;
    };
    (*expires < issued)
        .then(|| Found::new(ConflictKind::DocumentExpired, "document", number.clone(), printed(*expires)))
}

/// What the registry of today says otherwise of an entry: of whom was found; of whom it does not have, if it is there at all.
pub(crate) fn today(entry: &Entry, by: Sought, known: Option<&Present>, registry: bool) -> Vec<Found> {
    match (known, by) {
        (Some(Present::One(now)), Sought::TaxCode(_)) => against(entry, now),
        (Some(Present::One(now)), Sought::NameAndBirth(_)) => {
            against(entry, now).into_iter().map(|found| by_name(entry, now, found)).collect()
        }
        (None, Sought::TaxCode(_)) if registry => not_found(entry).into_iter().collect(),
        // Whom a name does not find, or finds twice, may well be there: nothing is said.
        (None | Some(Present::Namesakes), _) => Vec::new(),
    }
}

/// What was found of somebody whom a name and a birth date found says so first, beside the tax code that tells who that is.
fn by_name(entry: &Entry, now: &PersonNow, mut found: Found) -> Found {
    let born = entry.subject.birth_date.map(printed).unwrap_or_default();
    let by = Difference {
        field: "found-by".to_owned(),
        at_counter: format!("{}, {born}", entry.subject.full_name()),
        at_centre: now.person.tax_code.clone().unwrap_or_default(),
    };
    found.differences.insert(0, by);
    found
}

/// What does not agree with the registry as of now. `None`: the registry does not know the person, which is no conflict by
/// itself (people born here and resident elsewhere).
pub fn against(entry: &Entry, now: &PersonNow) -> Vec<Found> {
    if entry.kind != EntryKind::Document {
        return Vec::new();
    }
    let person = &now.person;
    let issued = entry.issued.day();
    let mut found = Vec::new();
    let name = beside::name(entry, person);
    if name == Likeness::Different {
        found.push(Found::new(
            ConflictKind::TaxCodeOfAnother,
            "subject",
            entry.subject.full_name(),
            whole_name(person),
        ));
        return found;
    }
    if let Some(day) = person.died_on.filter(|day| *day <= issued) {
        found.push(Found::new(ConflictKind::Deceased, "died-on", "", printed(day)));
    }
    if let Some(day) = person.removed_on.filter(|day| *day <= issued) {
        found.push(Found::new(ConflictKind::Removed, "removed-on", "", printed(day)));
    }
    if person.open_procedure == Some(true) {
        found.push(Found::bare(ConflictKind::OpenProcedure));
    }
    if matches!(person.certifiable, Some(Certifiable::Nothing | Certifiable::NotRegistrable)) {
        found.push(Found::bare(ConflictKind::NotCertifiable));
    }
    if let Some(until) = now.card_until.filter(|until| is_identity_attestation(entry) && *until >= issued) {
        found.push(Found::new(ConflictKind::HoldsCard, "card", "", printed(until)));
    }
    found.extend(differences(entry, now, name));
    found
}

/// Whether the registry would have certified nothing of somebody on that day.
pub(crate) fn certifies_nothing(now: &PersonNow, on: NaiveDate) -> bool {
    let person = &now.person;
    let gone = [person.died_on, person.removed_on].into_iter().flatten().any(|day| day <= on);
    let closed = matches!(person.certifiable, Some(Certifiable::Nothing | Certifiable::NotRegistrable));
    gone || closed || person.open_procedure == Some(true)
}

/// What is found where the registry of today does not have the person: a difference only where the paper says that its values
/// come from there.
pub fn not_found(entry: &Entry) -> Option<Found> {
    let from_there = entry.values.values().any(|value| matches!(value.source, Source::Extract { .. }));
    let document = entry.kind == EntryKind::Document;
    (document && from_there).then(|| Found::bare(ConflictKind::PersonNotFound))
}

fn whole_name(person: &Person) -> String {
    format!("{} {}", person.surname, person.given_names).trim().to_owned()
}

/// Attested values that the registry says otherwise. What was only declared, or chosen by the operator, attests nothing.
/// `name`: how the whole names stand to each other, which are no others'.
fn differences(entry: &Entry, now: &PersonNow, name: Likeness) -> Vec<Found> {
    let (mut moved, mut changed, mut written) = (Vec::new(), Vec::new(), Vec::new());
    if name == Likeness::Otherwise {
        written.push(Difference {
            field: "subject".to_owned(),
            at_counter: entry.subject.full_name(),
            at_centre: whole_name(&now.person),
        });
    }
    for (field, at_centre) in now.person.fields() {
        let Some(attested) = entry.values.get(field) else { continue };
        if matches!(attested.source, Source::Declared | Source::Operator) {
            continue;
        }
        let likeness = beside::value(entry, field, &attested.value, &at_centre);
        let difference =
            Difference { field: field.to_owned(), at_counter: attested.value.clone(), at_centre };
        match (likeness, field) {
            (Likeness::Same, _) => {}
            (Likeness::Otherwise, _) => written.push(difference),
            (Likeness::Different, "address") => moved.push(difference),
            (Likeness::Different, _) => changed.push(difference),
        }
    }
    let kinds = [
        (ConflictKind::Moved, moved),
        (ConflictKind::DataChanged, changed),
        (ConflictKind::WrittenOtherwise, written),
    ];
    kinds
        .into_iter()
        .filter(|(_, differences)| !differences.is_empty())
        .map(|(kind, differences)| Found { kind, differences, about: None })
        .collect()
}

/// Whether an entry attests who someone is: the only papers that carry a photograph or the box for one.
pub fn is_identity_attestation(entry: &Entry) -> bool {
    entry.kind == EntryKind::Document && entry.photograph.is_some()
}

fn printed(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}
