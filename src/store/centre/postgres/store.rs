//! The contract, call by call.

use chrono::NaiveDate;
use uuid::Uuid;

use super::centre::PostgresCentre;
use super::session::Aim;
use super::{
    conflicts, corrections, deeds, entries, numbering, outages, people, receive, records, stations, told,
};
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

type Result<T> = std::result::Result<T, CentreStoreError>;

impl CentreStore for PostgresCentre {
    fn setting(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.read(|session| people::setting(session, name))
    }

    fn set_setting(&self, name: &str, expected: Option<&[u8]>, value: &[u8]) -> Result<bool> {
        self.write(|session| people::set_setting(session, name, expected, value))
    }

    fn station(&self, id: StationId) -> Result<Option<StationRow>> {
        self.read(|session| stations::one(session, id))
    }

    fn stations(&self) -> Result<Vec<StationRow>> {
        self.read(stations::all)
    }

    fn put_station(&self, station: &StationRow) -> Result<()> {
        self.write(|session| stations::put(session, station))
    }

    fn heard(&self, id: StationId, at: i64) -> Result<()> {
        self.write(|session| stations::heard(session, id, at))
    }

    fn put_enrolment(&self, enrolment: &EnrolmentRow) -> Result<()> {
        self.write(|session| stations::put_enrolment(session, enrolment))
    }

    fn enrolment(&self, id: Uuid) -> Result<Option<EnrolmentRow>> {
        self.read(|session| stations::enrolment(session, id))
    }

    fn enrolments(&self) -> Result<Vec<EnrolmentRow>> {
        self.read(stations::enrolments)
    }

    fn first_seen(&self, message: Uuid, expires: i64, now: i64) -> Result<bool> {
        self.write(|session| stations::first_seen(session, message, expires, now))
    }

    fn seen(&self, message: Uuid) -> Result<bool> {
        self.read(|session| stations::seen(session, message))
    }

    fn receive(&self, incoming: &Incoming) -> std::result::Result<(), ReceiveError> {
        let incoming = receive::writable(incoming);
        match self.write(|session| receive::receive(session, &incoming))? {
            Taken::Whole => Ok(()),
            Taken::Moved(head) => Err(ReceiveError::Moved { head }),
            Taken::UnknownStation => Err(ReceiveError::UnknownStation),
        }
    }

    fn chains(&self, station: StationId, from: Position, limit: usize) -> Result<Vec<ChainHash>> {
        self.read(|session| records::chains(session, station, from, limit))
    }

    fn record(&self, station: StationId, position: Position) -> Result<Option<RecordRow>> {
        self.read(|session| records::one(session, station, position))
    }

    fn put_blob(&self, name: [u8; 32], sealed: &[u8]) -> Result<bool> {
        self.write(|session| records::put_blob(session, &name, sealed))
    }

    fn blob(&self, name: [u8; 32]) -> Result<Option<Vec<u8>>> {
        self.read(|session| records::blob(session, &name))
    }

    fn outcomes(&self, station: StationId, after: u64, limit: usize) -> Result<Vec<CentreEntry>> {
        self.read(|session| entries::outcomes(session, station, after, limit))
    }

    fn entry(&self, id: EntryId) -> Result<Option<CentreEntry>> {
        self.read(|session| entries::one(session, id))
    }

    fn by_number(&self, number: &str) -> Result<Vec<CentreEntry>> {
        self.read(|session| entries::by_number(session, number))
    }

    fn by_ordinary(&self, number: &OrdinaryKey) -> Result<Option<CentreEntry>> {
        self.read(|session| entries::by_ordinary(session, number))
    }

    fn formerly(&self, number: &OrdinaryKey) -> Result<Vec<CentreEntry>> {
        self.read(|session| entries::formerly(session, number))
    }

    fn doubled(&self) -> Result<Vec<CentreEntry>> {
        self.read(entries::doubled)
    }

    fn entries(&self, query: &CentreQuery) -> Result<Vec<CentreEntry>> {
        self.read(|session| entries::asked(session, query))
    }

    fn count_part(
        &self,
        station: StationId,
        outage: OutageId,
        until: Option<Position>,
    ) -> Result<PartCounts> {
        self.read(|session| entries::count_part(session, station, outage, until))
    }

    fn counts(&self) -> Result<CentreCounts> {
        self.read(entries::counts)
    }

    fn open_conflicts(&self, limit: usize) -> Result<Vec<ConflictRow>> {
        self.read(|session| conflicts::open(session, limit))
    }

    fn count_open_conflicts(&self) -> Result<u64> {
        self.read(conflicts::count_open)
    }

    fn conflict(&self, id: Uuid) -> Result<Option<ConflictRow>> {
        self.read(|session| conflicts::one(session, id))
    }

    fn decide(&self, decision: &NewDecision) -> Result<bool> {
        self.write(|session| conflicts::decide(session, decision))
    }

    fn calls(&self, limit: usize) -> Result<Vec<ConflictRow>> {
        self.read(|session| conflicts::calls(session, limit))
    }

    fn call(&self, call: &NewCall) -> Result<bool> {
        self.write(|session| conflicts::call(session, call))
    }

    fn raise(&self, entry: EntryId, found: &[NewConflict]) -> Result<usize> {
        self.write(|session| conflicts::raise(session, entry, found))
    }

    fn renew(&self, entries: &[EntryId]) -> Result<()> {
        self.write(|session| conflicts::renew(session, entries))
    }

    fn number(&self, given: &[(EntryId, OrdinaryNumber)]) -> std::result::Result<usize, NumberError> {
        self.write(|session| numbering::number(session, given))?
            .map_err(|(entry, why)| NumberError::Refused { entry, why })
    }

    fn take_told(&self, told: &[(EntryId, OrdinaryNumber)]) -> Result<Vec<ToldStand>> {
        self.write(|session| told::take(session, told))
    }

    fn told(&self, entries: &[EntryId]) -> Result<Vec<(EntryId, OrdinaryNumber)>> {
        self.read(|session| told::of_these(session, entries))
    }

    fn number_own(&self, waiting: &[(EntryId, String)], year: u16, day: NaiveDate) -> Result<usize> {
        self.write(|session| told::number_own(session, waiting, year, day))
    }

    fn sequences(&self) -> Result<Vec<SequenceRow>> {
        self.read(told::sequences)
    }

    fn go_on_from(&self, register: &str, year: u16, next: u64) -> Result<()> {
        self.write(|session| told::go_on_from(session, register, year, next))
    }

    fn place(&self) -> Result<String> {
        self.read(told::place)
    }

    fn correct(&self, corrections: &[NewCorrection]) -> std::result::Result<(), NumberError> {
        self.write(|session| corrections::correct(session, corrections))?
            .map_err(|(entry, why)| NumberError::Refused { entry, why })
    }

    fn outages(&self) -> Result<Vec<OutageRow>> {
        self.read(outages::all)
    }

    fn close_officially(&self, station: StationId, outage: OutageId, closing: &Officially) -> Result<bool> {
        self.write(|session| outages::close_officially(session, station, outage, closing))
    }

    fn archive(&self, station: StationId, outage: OutageId, at: i64) -> Result<bool> {
        self.write(|session| outages::archive(session, station, outage, at))
    }

    fn replace_references(&self, rows: &mut dyn Iterator<Item = ReferenceRow>) -> Result<u64> {
        // The rows come only once: another try would find none.
        Ok(self.once(Aim::Write, |session| people::replace_references(session, rows))?)
    }

    fn references(&self, keys: &[[u8; 16]]) -> Result<Vec<ReferenceRow>> {
        self.read(|session| people::references(session, keys))
    }

    fn account(&self, login: &[u8; 16]) -> Result<Option<AccountRow>> {
        self.read(|session| people::account(session, login))
    }

    fn accounts(&self) -> Result<Accounts> {
        self.read(people::accounts)
    }

    fn put_account(&self, account: &AccountRow, seen: u64) -> Result<bool> {
        self.write(|session| people::put_account(session, account, seen))
    }

    fn accounts_in_clear(&self) -> Result<Vec<AccountInClear>> {
        self.read(people::in_clear)
    }

    fn seal_account(&self, clear: &AccountInClear, account: &AccountRow) -> Result<()> {
        self.write(|session| people::seal_account(session, clear, account))
    }

    fn append_deed(&self, deed: &DeedRow, head: (&str, &[u8])) -> Result<bool> {
        self.write(|session| deeds::append(session, deed, head))
    }

    fn deeds(&self, query: &DeedQuery) -> Result<Vec<DeedRow>> {
        self.read(|session| deeds::asked(session, query))
    }
}
