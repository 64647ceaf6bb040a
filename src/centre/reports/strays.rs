//! Papers of a lost computer that came back: written down at the counter under their own numbers, shown here and counted apart.
//! What they say is the sheet's word. They are no entries: they get no ordinary number.

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::records::remembered::{Remembered, RememberedOutage};
use domain::ids::id::OutageId;
use domain::register::stray::{Stray, Strays, WrittenDown};

/// What they are called, in Italian and in English.
pub const TITLE: (&str, &str) =
    ("Annotati dal foglio, registrazione perduta", "Written down from the sheet, entry lost");

/// What they are, in Italian and in English.
pub const LEAD: (&str, &str) = (
    "Fogli rilasciati da un computer perduto e poi tornati: lo sportello li ha annotati con il loro numero. Si contano a parte e non ricevono un numero ordinario da soli: se serve, lo decide una persona.",
    "Papers that a computer now lost gave out and that came back: the counter wrote them down under their own numbers. They are counted apart and get no ordinary number by themselves: whether one is needed, a person decides.",
);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrayView {
    /// The outage it is counted in.
    pub outage: Option<OutageId>,
    /// What stands.
    pub standing: WrittenDown,
    /// What was written before it was corrected, oldest first.
    pub before: Vec<WrittenDown>,
}

impl StrayView {
    /// The corrections, each with its reason, oldest first.
    pub fn corrections(&self) -> impl Iterator<Item = &WrittenDown> {
        let all = self.before.iter().chain([&self.standing]);
        all.filter(|one| !one.stray.reason.is_empty())
    }
}

impl Hub {
    /// What stands in outages (all, if none is named), counter by counter in order of the numbers.
    pub fn strays(&self, outages: &[OutageId]) -> Result<Vec<StrayView>, CentreError> {
        let mut found = Vec::new();
        for counter in self.counters()? {
            let lives = counter.rows.iter().map(|row| self.remembered_of(*row));
            let lives = lives.collect::<Result<Vec<_>, _>>()?;
            found.extend(of_counter(&lives));
        }
        let asked = |view: &StrayView| {
            outages.is_empty() || view.outage.is_some_and(|outage| outages.contains(&outage))
        };
        found.retain(asked);
        Ok(found)
    }
}

/// A later life may correct what one before it wrote; a line apart repeats what it has in common.
fn of_counter(lives: &[Remembered]) -> Vec<StrayView> {
    let mut all = Strays::default();
    for written in lives.iter().flat_map(|life| life.strays.written()) {
        all.write_once(written.clone());
    }
    let view = |standing: &WrittenDown| {
        let versions = all.versions(&standing.stray.number).iter();
        StrayView {
            outage: outage_of(lives, &standing.stray),
            before: versions.filter(|one| one.stray.id != standing.stray.id).cloned().collect(),
            standing: standing.clone(),
        }
    };
    all.all().map(view).collect()
}

/// The outage that was open on its day; failing that, the last one known of the life that numbered it, or of the counter.
fn outage_of(lives: &[Remembered], stray: &Stray) -> Option<OutageId> {
    let code = stray.number.key().code.to_string();
    let outages = || lives.iter().flat_map(|life| life.outages.values());
    // Of one that passed over to a later life, only that one knows the end.
    let closed = |outage: OutageId| {
        let closings = outages().filter_map(|one| one.closing.as_ref());
        closings.filter(|closing| closing.outage == outage).map(|closing| closing.closed.day()).max()
    };
    let open_on = |one: &&RememberedOutage| {
        let opening = &one.opening;
        opening.opened.day() <= stray.issued
            && closed(opening.outage).is_none_or(|closed| stray.issued <= closed)
    };
    let numbered = lives.iter().filter(|life| life.codes.contains(&code));
    newest(outages().filter(open_on))
        .or_else(|| newest(numbered.flat_map(|life| life.outages.values())))
        .or_else(|| newest(outages()))
}

fn newest<'a>(outages: impl Iterator<Item = &'a RememberedOutage>) -> Option<OutageId> {
    outages.max_by_key(|one| one.opening.opened).map(|one| one.opening.outage)
}
