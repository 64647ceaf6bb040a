//! Papers of a lost computer that come back (*rilasciato dal PC perduto*): written down under their own numbers, where nothing
//! here vouches for those; counted apart, found by name, told on the telephone with where it is known from.

use chrono::{NaiveDate, NaiveTime};

use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use domain::ids::check_code;
use domain::ids::id::{EntryId, OutageId, StrayId};
use domain::ids::number::{Number, RegisterCode, Series};
use domain::journal::event::Event;
use domain::journal::head::{Head, Outage};
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::person::folding::letters;
use domain::register::entry::PaperState;
use domain::register::stray::{Stray, WrittenDown};
use domain::text::{lines, names};
use store::NumberState;

use super::read_stray::read;
use super::unreadable::Unaccounted;

/// Roles that write down what a sheet says.
const WRITERS: &[Role] = &[Role::Supervisor, Role::RecordsManager];

/// What a sheet says, as typed. Fields: `number`, `title`, `surname`, `given-names`, `birth-date`, `issued`, `issued-time`,
/// `check-code`, `remark`.
#[derive(Clone, Debug)]
pub struct NewStray {
    /// Minted when the page opened.
    pub id: StrayId,
    /// The number on the sheet.
    pub number: String,
    /// Its heading.
    pub title: String,
    /// Surname.
    pub surname: String,
    /// Given names.
    pub given_names: String,
    /// Birth date as far as the sheet has it: `gg/mm/aaaa`, `mm/aaaa`, `aaaa`; may be empty.
    pub birth_date: String,
    /// Day of issue.
    pub issued: NaiveDate,
    /// Hour of issue, if it can be read.
    pub issued_at: Option<NaiveTime>,
    /// Its check code; empty if none can be read.
    pub check_code: String,
    /// What else is to be said; may be empty.
    pub remark: String,
}

/// A correction of what stands. Fields: those of [`NewStray`], `reason`.
#[derive(Clone, Debug)]
pub struct CorrectStray {
    /// What was shown: refused if it was corrected meanwhile.
    pub corrects: StrayId,
    /// Why.
    pub reason: String,
    /// What the sheet says after all, under the same number; none: there is no such sheet, the number was misread.
    pub to: Option<NewStray>,
    /// Minted when the page opened.
    pub id: StrayId,
}

impl Desk {
    /// What stands, in order of the numbers.
    pub fn strays(&self, who: &Session) -> Result<Vec<WrittenDown>, DeskError> {
        who.needs(&[])?;
        Ok(self.head().strays.all().cloned().collect())
    }

    /// Everything written under a number, oldest first.
    pub fn stray(&self, who: &Session, number: &Number) -> Result<Vec<WrittenDown>, DeskError> {
        who.needs(&[])?;
        let versions = self.head().strays.versions(number).to_vec();
        if versions.is_empty() { Err(DeskError::NotFound) } else { Ok(versions) }
    }

    /// What stands about somebody: words of the name or beginnings of words; accents and case do not matter. The search is
    /// logged, without the name.
    pub fn strays_named(&self, who: &Session, name: &str) -> Result<Vec<WrittenDown>, DeskError> {
        who.needs(&[])?;
        let typed = names::words(name);
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let fits = |one: &&WrittenDown| names::begin(&names::words(&one.stray.full_name()), &typed);
        let found: Vec<WrittenDown> = self.head().strays.all().filter(fits).cloned().collect();
        if !found.is_empty() {
            let rows = u32::try_from(found.len()).unwrap_or(u32::MAX);
            self.note(who.by(), Kind::Viewed, Event::Searched { rows });
        }
        Ok(found)
    }

    /// What stands under a number typed whole, or by its last digits.
    pub fn strays_numbered(&self, who: &Session, typed: &str) -> Result<Vec<WrittenDown>, DeskError> {
        who.needs(&[])?;
        let (number, serial) = (typed.parse::<Number>().ok(), typed.trim().parse::<u32>().ok());
        let fits = |one: &&WrittenDown| {
            number.as_ref() == Some(&one.stray.number) || serial == Some(one.stray.number.serial())
        };
        Ok(self.head().strays.all().filter(fits).cloned().collect())
    }

    /// The numbers of a register that are known only from sheets.
    pub(crate) fn strays_of(&self, code: &RegisterCode) -> Vec<Number> {
        let head = self.head();
        let numbers = head.strays.all().map(|one| one.stray.number.clone());
        let numbers: Vec<Number> = numbers.filter(|number| number.key().code == *code).collect();
        drop(head);
        numbers.into_iter().filter(|number| self.issued_as(number).is_none()).collect()
    }

    /// How many sheets an outage counts apart.
    pub(crate) fn counted_apart(&self, outage: OutageId) -> usize {
        let all = {
            let head = self.head();
            [Series::P, Series::S].map(|series| of_outage(&head, outage, series))
        };
        all.iter().flatten().filter(|one| self.issued_as(&one.stray.number).is_none()).count()
    }

    /// The entry of a number, once the register knows it: that one answers for the sheet, which is counted apart no more.
    pub(super) fn issued_as(&self, number: &Number) -> Option<EntryId> {
        match self.store().ok()?.number(number).ok()? {
            Some(NumberState::Issued(id)) => Some(id),
            _ => None,
        }
    }

    /// Sheets written down whose number the register knows by now, and says otherwise: another name or another check code.
    pub(crate) fn disagreeing_strays(&self) -> Result<Vec<Number>, DeskError> {
        let all: Vec<Stray> = self.head().strays.all().map(|one| one.stray.clone()).collect();
        let mut differ = Vec::new();
        for stray in all {
            let Some(id) = self.issued_as(&stray.number) else { continue };
            let row = self.row(id)?;
            let code = check_code::normalise(&row.check_code);
            let same_code = stray.check_code.is_empty() || code.as_ref() == Some(&stray.check_code);
            let same_name = letters::key(&row.subject.full_name()) == letters::key(&stray.full_name());
            if !same_code || !same_name {
                differ.push(stray.number);
            }
        }
        Ok(differ)
    }

    /// Whether a sheet of a lost computer may come back: some life of before may have given numbers unknown here.
    pub fn awaits_strays(&self) -> bool {
        let head = self.head();
        head.station.iter().flat_map(|station| &station.before).any(|life| life.open_ended)
            || head.strays.all().next().is_some()
    }

    /// The entry that has a number after all.
    pub fn entry_of(&self, number: &str) -> Option<EntryId> {
        self.issued_as(&number.parse().ok()?)
    }

    /// Writes down what a sheet says, once (supervisor, records manager).
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn write_stray(&self, who: &Session, new: NewStray) -> Result<WrittenDown, DeskError> {
        who.needs(WRITERS)?;
        let stray = read(&new, self.now())?;
        if let Some(known) = self.written_as(new.id) {
            return same(known, &stray);
        }
        self.may_be_written(&stray.number)?;
        self.write_down(who, stray)
    }

    /// Corrects what stands under a number, or says that there is no such sheet (supervisor, records manager). What was
    /// written before stays in the journal.
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn correct_stray(
        &self,
        who: &Session,
        number: &Number,
        correction: CorrectStray,
    ) -> Result<WrittenDown, DeskError> {
        who.needs(WRITERS)?;
        let reason = lines::required_line(&correction.reason, 200);
        let reason = reason.map_err(|told| DeskError::Fields(vec![FieldProblem::new("reason", told)]))?;
        let standing = self.head().strays.versions(number).last().cloned().ok_or(DeskError::NotFound)?;
        let to = match &correction.to {
            Some(new) => Stray { number: number.clone(), ..read(new, self.now())? },
            None => Stray { withdrawn: true, ..standing.stray.clone() },
        };
        let (id, corrects) = (correction.id, Some(correction.corrects));
        let stray = Stray { id, corrects, reason, ..to };
        if let Some(known) = self.written_as(id) {
            return same(known, &stray);
        }
        self.write_down(who, stray)
    }

    fn written_as(&self, id: StrayId) -> Option<WrittenDown> {
        self.head().strays.by_id(id).cloned()
    }

    fn write_down(&self, who: &Session, stray: Stray) -> Result<WrittenDown, DeskError> {
        let (number, id) = (stray.number.clone(), stray.id);
        self.commit(who.by(), Kind::StrayWritten, |head, _| {
            match head.strays.standing(&number) {
                Some(standing) if stray.corrects.is_none() => return Err(written_already(standing)),
                _ if !head.strays.follows(&stray) => return Err(DeskError::ShownDiffers),
                _ => {}
            }
            Ok(vec![Event::StrayWritten(Box::new(stray))])
        })?;
        self.written_as(id).ok_or(DeskError::NotFound)
    }

    /// Refuses a number that something here accounts for, or that no life of this register can have given.
    fn may_be_written(&self, number: &Number) -> Result<(), DeskError> {
        match self.store()?.number(number).map_err(DeskError::store)? {
            Some(NumberState::Issued(id)) => return Err(known(number, &self.row(id)?)),
            Some(NumberState::Barred { .. }) => return Err(not_given()),
            None => {}
        }
        let code = &number.key().code;
        let life = {
            let head = self.head();
            let lives = head.station.iter().flat_map(|station| station.before.iter().rev());
            lives.clone().find(|life| life.register_code == *code).cloned()
        };
        let Some(life) = life else {
            return Err(DeskError::field(
                "number",
                "Non è un numero di un registro precedente di questo sportello: rileggere il codice all’inizio. I numeri di altre postazioni si annotano da loro.",
                "Not a number of an earlier register of this counter: read the code at its beginning again. Numbers of other stations are written down there.",
            ));
        };
        match self.unaccounted(number)? {
            Unaccounted::Unreadable | Unaccounted::Beyond(_) => Ok(()),
            // A sheet numbered beforehand may have been used after the last record known.
            Unaccounted::NotGiven if life.open_ended && self.was_set_aside(number)? => Ok(()),
            Unaccounted::NotGiven => Err(not_given()),
        }
    }
}

/// The standing answer to a writing-down that comes once more.
fn same(known: WrittenDown, stray: &Stray) -> Result<WrittenDown, DeskError> {
    if known.stray == *stray {
        Ok(known)
    } else {
        Err(DeskError::DifferentContent { number: known.stray.number })
    }
}

fn not_given() -> DeskError {
    DeskError::field(
        "number",
        "Qui risulta che questo numero non fu dato a nessuno: rileggerlo dal foglio. Se è proprio così, conservare il foglio e avvisare chi tiene il registro.",
        "Here this number is known to have been given to nobody: read it from the sheet again. If it is so, keep the sheet and tell whoever keeps the register.",
    )
}

/// The register has it: that entry answers for the sheet.
fn known(number: &Number, row: &store::EntryRow) -> DeskError {
    let annulled = matches!(row.state, PaperState::Annulled { .. });
    let (it, en) = if annulled { (", annullata", ", annulled") } else { ("", "") };
    DeskError::field(
        "number",
        &format!("Il n. {number} è una registrazione nota{it}: risponde quella, alla pagina «Registro»."),
        &format!("No. {number} is a known entry{en}: that one answers for it, on the page “Register”."),
    )
}

fn written_already(standing: &WrittenDown) -> DeskError {
    let (number, by) = (&standing.stray.number, &standing.by);
    let at = standing.at.day_and_hour();
    DeskError::field(
        "number",
        &format!("Il n. {number} è già annotato, da {by} il {at}: aprire quello e, se serve, correggerlo."),
        &format!(
            "No. {number} is written down already, by {by} on {at}: open that one and correct it if need be."
        ),
    )
}

/// The strays that one register of an outage counts apart, in order of their numbers. Each stands in one register only.
pub(crate) fn of_outage(head: &Head, outage: OutageId, series: Series) -> Vec<WrittenDown> {
    let mine = head.strays.all().filter(|one| one.stray.number.key().series == series);
    mine.filter(|one| outage_of(head, &one.stray) == Some(outage)).cloned().collect()
}

/// The outage a stray is counted in: the one that was open on its day; failing that, the last one known of its life.
fn outage_of(head: &Head, stray: &Stray) -> Option<OutageId> {
    let code = &stray.number.key().code;
    let lives = head.station.iter().flat_map(|station| station.before.iter().rev());
    let known_at = lives.clone().find(|life| life.register_code == *code).and_then(|life| life.known_at);
    let open_on = |outage: &&Outage| {
        let closed = outage.closing.as_ref().map(|closing| closing.closed.day());
        outage.opening.opened.day() <= stray.issued && closed.is_none_or(|closed| stray.issued <= closed)
    };
    let known = |outage: &&Outage| known_at.is_none_or(|known| outage.opening.opened <= known);
    let mut outages = head.outages.iter().rev();
    let found = outages.clone().find(open_on).or_else(|| outages.find(known)).or(head.outages.first());
    found.map(|outage| outage.opening.outage)
}
