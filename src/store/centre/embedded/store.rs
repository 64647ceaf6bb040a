//! The contract, call by call.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::centre::account::{AccountInClear, AccountRow, Accounts};
use crate::centre::contract::CentreStore;
use crate::centre::correction::NewCorrection;
use crate::centre::deed::{DeedQuery, DeedRow};
use crate::centre::error::{CentreStoreError, NumberError, ReceiveError};
use crate::centre::part_counts::PartCounts;
use crate::centre::row::{
    CentreCounts, CentreEntry, CentreQuery, ConflictRow, EnrolmentRow, Incoming, NewCall, NewConflict,
    NewDecision, Officially, OutageRow, RecordRow, ReferenceRow, StationRow,
};
use crate::centre::taken::Taken;
use crate::centre::told::{SequenceRow, ToldStand};
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::anchor::{ChainHash, Position};
use domain::ids::id::{EntryId, OutageId, StationId};

use super::life::{EmbeddedCentre, told as in_words};
use super::{
    accounts, blobs, brought_up, conflicts, corrections, deeds, entry, key, ordinary, outages, questions,
    receive, records, references, stations, told, work,
};

type Result<T> = std::result::Result<T, CentreStoreError>;

impl CentreStore for EmbeddedCentre {
    fn setting(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.read(|draft| draft.get_long(&key::setting(name)))
    }

    fn set_setting(&self, name: &str, expected: Option<&[u8]>, value: &[u8]) -> Result<bool> {
        self.write(|draft| accounts::set_setting(draft, name, expected, value))
    }

    fn station(&self, id: StationId) -> Result<Option<StationRow>> {
        self.read(|draft| stations::get(draft, id))
    }

    fn stations(&self) -> Result<Vec<StationRow>> {
        self.read(stations::all)
    }

    fn put_station(&self, station: &StationRow) -> Result<()> {
        self.write(|draft| stations::put(draft, station))
    }

    fn heard(&self, id: StationId, at: i64) -> Result<()> {
        self.write(|draft| stations::heard(draft, id, at))
    }

    fn put_enrolment(&self, enrolment: &EnrolmentRow) -> Result<()> {
        self.write(|draft| stations::put_enrolment(draft, enrolment))
    }

    fn enrolment(&self, id: Uuid) -> Result<Option<EnrolmentRow>> {
        self.read(|draft| stations::enrolment(draft, id))
    }

    fn enrolments(&self) -> Result<Vec<EnrolmentRow>> {
        self.read(stations::enrolments)
    }

    fn first_seen(&self, message: Uuid, expires: i64, now: i64) -> Result<bool> {
        self.write(|draft| stations::first_seen(draft, message, expires, now))
    }

    fn seen(&self, message: Uuid) -> Result<bool> {
        self.read(|draft| draft.has(&key::message(message)))
    }

    fn receive(&self, incoming: &Incoming) -> std::result::Result<(), ReceiveError> {
        match self.write(|draft| receive::receive(draft, incoming))? {
            Taken::Whole => Ok(()),
            Taken::Moved(head) => Err(ReceiveError::Moved { head }),
            Taken::UnknownStation => Err(ReceiveError::UnknownStation),
        }
    }

    fn chains(&self, station: StationId, from: Position, limit: usize) -> Result<Vec<ChainHash>> {
        self.read(|draft| records::chains(draft, station, from, limit))
    }

    fn record(&self, station: StationId, position: Position) -> Result<Option<RecordRow>> {
        self.read(|draft| records::one(draft, station, position))
    }

    fn put_blob(&self, name: [u8; 32], sealed: &[u8]) -> Result<bool> {
        self.write(|_| blobs::put(self.folder(), &name, sealed))
    }

    fn blob(&self, name: [u8; 32]) -> Result<Option<Vec<u8>>> {
        blobs::get(self.folder(), &name).map_err(in_words)
    }

    fn outcomes(&self, station: StationId, after: u64, limit: usize) -> Result<Vec<CentreEntry>> {
        self.read(|draft| questions::outcomes(draft, station, after, limit))
    }

    fn entry(&self, id: EntryId) -> Result<Option<CentreEntry>> {
        self.read(|draft| entry::shown(draft, id))
    }

    fn by_number(&self, number: &str) -> Result<Vec<CentreEntry>> {
        self.read(|draft| questions::by_number(draft, number))
    }

    fn by_ordinary(&self, number: &OrdinaryKey) -> Result<Option<CentreEntry>> {
        self.read(|draft| match ordinary::holder(draft, number)? {
            Some(id) => entry::shown(draft, id),
            None => Ok(None),
        })
    }

    fn formerly(&self, number: &OrdinaryKey) -> Result<Vec<CentreEntry>> {
        self.read(|draft| corrections::formerly(draft, number))
    }

    fn doubled(&self) -> Result<Vec<CentreEntry>> {
        self.read(brought_up::doubled)
    }

    fn entries(&self, query: &CentreQuery) -> Result<Vec<CentreEntry>> {
        self.read(|draft| questions::entries(draft, query))
    }

    fn count_part(
        &self,
        station: StationId,
        outage: OutageId,
        until: Option<Position>,
    ) -> Result<PartCounts> {
        self.read(|draft| questions::count_part(draft, station, outage, until))
    }

    fn counts(&self) -> Result<CentreCounts> {
        self.read(work::counts)
    }

    fn open_conflicts(&self, limit: usize) -> Result<Vec<ConflictRow>> {
        self.read(|draft| conflicts::open(draft, limit))
    }

    fn count_open_conflicts(&self) -> Result<u64> {
        self.read(conflicts::count_open)
    }

    fn conflict(&self, id: Uuid) -> Result<Option<ConflictRow>> {
        self.read(|draft| entry::conflict_row(draft, id))
    }

    fn decide(&self, decision: &NewDecision) -> Result<bool> {
        self.write(|draft| conflicts::decide(draft, decision))
    }

    fn calls(&self, limit: usize) -> Result<Vec<ConflictRow>> {
        self.read(|draft| conflicts::calls(draft, limit))
    }

    fn call(&self, call: &NewCall) -> Result<bool> {
        self.write(|draft| conflicts::call(draft, call))
    }

    fn raise(&self, entry: EntryId, conflicts: &[NewConflict]) -> Result<usize> {
        self.write(|draft| conflicts::raise(draft, entry, conflicts))
    }

    fn renew(&self, entries: &[EntryId]) -> Result<()> {
        self.write(|draft| conflicts::renew(draft, entries))
    }

    fn number(&self, given: &[(EntryId, OrdinaryNumber)]) -> std::result::Result<usize, NumberError> {
        self.write(|draft| ordinary::number(draft, given))?
            .map_err(|(entry, why)| NumberError::Refused { entry, why })
    }

    fn take_told(&self, told: &[(EntryId, OrdinaryNumber)]) -> Result<Vec<ToldStand>> {
        self.write(|draft| told::take(draft, told))
    }

    fn told(&self, entries: &[EntryId]) -> Result<Vec<(EntryId, OrdinaryNumber)>> {
        self.read(|draft| told::of_these(draft, entries))
    }

    fn number_own(&self, waiting: &[(EntryId, String)], year: u16, day: NaiveDate) -> Result<usize> {
        self.write(|draft| told::number_own(draft, waiting, year, day))
    }

    fn sequences(&self) -> Result<Vec<SequenceRow>> {
        self.read(told::sequences)
    }

    fn go_on_from(&self, register: &str, year: u16, next: u64) -> Result<()> {
        self.write(|draft| told::go_on_from(draft, register, year, next))
    }

    fn place(&self) -> Result<String> {
        // A folder is put back where it lay: the mark outside tells.
        Ok(String::new())
    }

    fn correct(&self, corrections: &[NewCorrection]) -> std::result::Result<(), NumberError> {
        self.write(|draft| corrections::correct(draft, corrections))?
            .map_err(|(entry, why)| NumberError::Refused { entry, why })
    }

    fn outages(&self) -> Result<Vec<OutageRow>> {
        self.read(outages::all)
    }

    fn close_officially(&self, station: StationId, outage: OutageId, closing: &Officially) -> Result<bool> {
        self.write(|draft| outages::close_officially(draft, station, outage, closing))
    }

    fn archive(&self, station: StationId, outage: OutageId, at: i64) -> Result<bool> {
        self.write(|draft| outages::archive(draft, station, outage, at))
    }

    fn replace_references(&self, rows: &mut dyn Iterator<Item = ReferenceRow>) -> Result<u64> {
        references::replace(self, rows)
    }

    fn references(&self, keys: &[[u8; 16]]) -> Result<Vec<ReferenceRow>> {
        self.read(|draft| references::of(draft, keys))
    }

    fn account(&self, login: &[u8; 16]) -> Result<Option<AccountRow>> {
        self.read(|draft| accounts::of_login(draft, login))
    }

    fn accounts(&self) -> Result<Accounts> {
        self.read(accounts::all)
    }

    fn put_account(&self, account: &AccountRow, seen: u64) -> Result<bool> {
        self.write(|draft| accounts::put(draft, account, seen))
    }

    fn accounts_in_clear(&self) -> Result<Vec<AccountInClear>> {
        self.read(accounts::in_clear)
    }

    fn seal_account(&self, clear: &AccountInClear, account: &AccountRow) -> Result<()> {
        self.write(|draft| accounts::seal(draft, clear, account))
    }

    fn append_deed(&self, deed: &DeedRow, head: (&str, &[u8])) -> Result<bool> {
        self.write(|draft| deeds::append(draft, deed, head))
    }

    fn deeds(&self, query: &DeedQuery) -> Result<Vec<DeedRow>> {
        self.read(|draft| deeds::asked(draft, query))
    }
}
