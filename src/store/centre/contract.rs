//! What the centre asks of its store, whichever it is.

use chrono::NaiveDate;
use uuid::Uuid;

use super::account::{AccountInClear, AccountRow, Accounts};
use super::correction::NewCorrection;
use super::deed::{DeedQuery, DeedRow};
use super::error::{CentreStoreError, NumberError, ReceiveError};
use super::part_counts::PartCounts;
use super::row::{
    CentreCounts, CentreEntry, CentreQuery, ConflictRow, EnrolmentRow, Incoming, NewCall, NewConflict,
    NewDecision, Officially, OutageRow, ReferenceRow, StationRow,
};
use super::told::{SequenceRow, ToldStand};
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::anchor::{ChainHash, Position};
use domain::ids::id::{EntryId, OutageId, StationId};

type Result<T> = std::result::Result<T, CentreStoreError>;

/// The centre's store. sled for one office, `PostgreSQL` for many; several hubs may share one `PostgreSQL`.
///
/// **Durability.** What a call has answered `Ok` to survives a power cut.
/// **Atomicity.** Each call is one transaction: whole or not at all.
/// **Order.** Batches of one station are taken one at a time, each only where the station stands; ordinary numbers of one
/// register and year are gap-free in the order in which batches were taken. Locks are taken station first, then sequence.
/// **Errors.** After an error nothing of the call is there; but a connection lost while committing may hide a success: the
/// caller asks for the position and finds out.
pub trait CentreStore: Send + Sync {
    /// A named value of the centre itself (its identity, key slots, settings).
    fn setting(&self, name: &str) -> Result<Option<Vec<u8>>>;
    /// Sets a named value, if it stands as `expected`; whether it did. `None`: it does not exist yet.
    fn set_setting(&self, name: &str, expected: Option<&[u8]>, value: &[u8]) -> Result<bool>;

    /// A station.
    fn station(&self, id: StationId) -> Result<Option<StationRow>>;
    /// All stations, by code (bytes), then id.
    fn stations(&self) -> Result<Vec<StationRow>>;
    /// Adds a station or changes name, code, state, certificates and body; never head, when that was seen, outcomes, heard,
    /// complete.
    fn put_station(&self, station: &StationRow) -> Result<()>;
    /// It was heard now.
    fn heard(&self, id: StationId, at: i64) -> Result<()>;

    /// Adds or changes an enrolment.
    fn put_enrolment(&self, enrolment: &EnrolmentRow) -> Result<()>;
    /// An enrolment.
    fn enrolment(&self, id: Uuid) -> Result<Option<EnrolmentRow>>;
    /// All enrolments, the newest first, at most 100.
    fn enrolments(&self) -> Result<Vec<EnrolmentRow>>;

    /// Notes the id of a signed message until `expires` (milliseconds); `false` if it was there already. Expired ones may be
    /// dropped.
    fn first_seen(&self, message: Uuid, expires: i64, now: i64) -> Result<bool>;
    /// Whether such an id was noted, and has not been dropped.
    fn seen(&self, message: Uuid) -> Result<bool>;

    /// Takes a batch, from now on the head and when that was first seen: records, entries with their ordinary numbers (own sequence, in order; none where the office numbers
    /// them), facts, conflicts, changes, outages, decisions, outcomes, and that the station was heard.
    ///
    /// An entry id that is there already is not put twice: it gives an `already-recovered` conflict on the earlier one and no
    /// number; rejected again, it gives nothing. A fact that another entry has (also one of this
    /// batch) gives a conflict on the one **issued later**, naming the other; of one moment, on the one that comes later. Whoever
    /// was issued first of all has the fact (kinds: stamp → `stamp-reused`, attestation →
    /// `second-attestation`, number → `number-clash`), one for all facts with the same id. Changes and decisions count for entries of this station and of the lives
    /// before it only; a conflict
    /// decided already stays as it was decided, and where the batch says otherwise, what it says differs becomes a conflict of its
    /// own, once. A call counts where one is due: the last one stays, until one ends the matter. An outage that was archived stays archived, and one closed officially so.
    ///
    /// An entry that corrects one of its station that was set aside counts in its place, the first that does: that is no
    /// outcome.
    ///
    /// Each entry that is new, has a new conflict, a new decision or a new call gets the next outcome of its own station, in order of
    /// position; a change of the paper's state alone is no outcome, and an entry that waits for its number has none.
    fn receive(&self, incoming: &Incoming) -> std::result::Result<(), ReceiveError>;
    /// Chain hashes of a station's records from a position on, at most `limit`.
    fn chains(&self, station: StationId, from: Position, limit: usize) -> Result<Vec<ChainHash>>;
    /// One record's header and sealed content.
    fn record(&self, station: StationId, position: Position) -> Result<Option<super::row::RecordRow>>;

    /// Keeps a sealed blob under its blind name; `false` if it was there.
    fn put_blob(&self, name: [u8; 32], sealed: &[u8]) -> Result<bool>;
    /// A sealed blob.
    fn blob(&self, name: [u8; 32]) -> Result<Option<Vec<u8>>>;

    /// Entries of a station whose newest outcome comes after `after`, in order of outcome, at most `limit`.
    fn outcomes(&self, station: StationId, after: u64, limit: usize) -> Result<Vec<CentreEntry>>;
    /// An entry.
    fn entry(&self, id: EntryId) -> Result<Option<CentreEntry>>;
    /// The entries with this emergency number (more than one only where numbers clash).
    fn by_number(&self, number: &str) -> Result<Vec<CentreEntry>>;
    /// The entry with this ordinary number, however that is written.
    fn by_ordinary(&self, number: &OrdinaryKey) -> Result<Option<CentreEntry>>;
    /// Entries that had this ordinary number, however that is written, before it was put right.
    fn formerly(&self, number: &OrdinaryKey) -> Result<Vec<CentreEntry>>;
    /// Entries with a number that another one holds: given before numbers were compared as numbers. A person puts them right.
    fn doubled(&self) -> Result<Vec<CentreEntry>>;
    /// Entries asked for.
    fn entries(&self, query: &CentreQuery) -> Result<Vec<CentreEntry>>;
    /// How many entries a station has of an outage, up to a position if one is given.
    fn count_part(&self, station: StationId, outage: OutageId, until: Option<Position>)
    -> Result<PartCounts>;
    /// How many there are.
    fn counts(&self) -> Result<CentreCounts>;

    /// Open conflicts, oldest first, at most `limit`.
    fn open_conflicts(&self, limit: usize) -> Result<Vec<ConflictRow>>;
    /// How many conflicts are open.
    fn count_open_conflicts(&self) -> Result<u64>;
    /// A conflict.
    fn conflict(&self, id: Uuid) -> Result<Option<ConflictRow>>;
    /// Decides; a new outcome for its entry. `false`, and nothing changes, if it was decided already or there is none.
    fn decide(&self, decision: &NewDecision) -> Result<bool>;
    /// Conflicts decided so that a holder is to be called, and was not; oldest first, at most `limit`.
    fn calls(&self, limit: usize) -> Result<Vec<ConflictRow>>;
    /// Writes down a call; a new outcome for its entry. `false`, and nothing changes, if none is due.
    fn call(&self, call: &NewCall) -> Result<bool>;
    /// Adds conflicts found later to an entry, unless one of the same kind is open or was decided on it; a new outcome for it
    /// if any was added. How many were; none if there is no such entry.
    fn raise(&self, entry: EntryId, conflicts: &[NewConflict]) -> Result<usize>;
    /// Gives each of these entries a new outcome, in order of position, although nothing of it changed in the database: what the
    /// outcome says of it did. One that waits for its number gets none.
    fn renew(&self, entries: &[EntryId]) -> Result<()>;
    /// Gives entries that wait for one the numbers that the protocol office gave them: all, or, if one does not fit, none. Each
    /// gets its first outcome, in order of position. An entry that has this very number is passed over; a number once given
    /// is never another's, and no entry gets another. The own sequence leaves out numbers that are held. How many were new.
    fn number(&self, given: &[(EntryId, OrdinaryNumber)]) -> std::result::Result<usize, NumberError>;
    /// Puts ordinary numbers right: all, or, if one does not fit, none. An entry must have the number that is corrected; a number
    /// that another has is refused, unless that one gets another in the same call. What it was stays with the entry, and the own
    /// sequence never gives it. Each gets a new outcome, in order of position.
    fn correct(&self, corrections: &[NewCorrection]) -> std::result::Result<(), NumberError>;

    /// Takes numbers that a station says it was told before the database was put back from a copy: how each stands, in their
    /// order. An entry that waits for its number gets it, with its first outcome; for one that is not here yet it is kept, and
    /// it has it when it comes; where something else stands here nothing changes. No number that was told is another's: the
    /// own sequence leaves it out.
    fn take_told(&self, told: &[(EntryId, OrdinaryNumber)]) -> Result<Vec<ToldStand>>;
    /// Of these entries, those that were told something else than stands here, or that are not here yet: what they were told
    /// first, in any order.
    fn told(&self, entries: &[EntryId]) -> Result<Vec<(EntryId, OrdinaryNumber)>>;
    /// Gives entries that wait the next numbers of their register's own sequence, or the one they were told. Who has one is
    /// passed over. How many were new.
    fn number_own(&self, waiting: &[(EntryId, String)], year: u16, day: NaiveDate) -> Result<usize>;
    /// Where the own sequences stand.
    fn sequences(&self) -> Result<Vec<SequenceRow>>;
    /// The own sequence of a register and year goes on from `next` at least.
    fn go_on_from(&self, register: &str, year: u16, next: u64) -> Result<()>;
    /// Where the data lie, in a way that a copy put back elsewhere does not have; empty where nothing tells.
    fn place(&self) -> Result<String>;

    /// All outages, the newest first.
    fn outages(&self) -> Result<Vec<OutageRow>>;
    /// Closes an outage of a station whose own closing will never come. `false`, and nothing changes, if there is none or it is
    /// closed, by the station or so.
    fn close_officially(&self, station: StationId, outage: OutageId, closing: &Officially) -> Result<bool>;
    /// Archives an outage of a station. `false`, and nothing changes, while an entry of it has an open conflict, its holder
    /// is to be called, or it is not closed (by the station or officially), or an entry of it waits for its number, or if there is none. Once archived, `true`, and the first moment stays.
    fn archive(&self, station: StationId, outage: OutageId, at: i64) -> Result<bool>;

    /// Replaces the reference data as a whole; of rows with the same key the last one stays. How many there are now.
    fn replace_references(&self, rows: &mut dyn Iterator<Item = ReferenceRow>) -> Result<u64>;
    /// What is known of these people, in any order.
    fn references(&self, keys: &[[u8; 16]]) -> Result<Vec<ReferenceRow>>;

    /// An account by its blind login.
    fn account(&self, login: &[u8; 16]) -> Result<Option<AccountRow>>;
    /// All accounts.
    fn accounts(&self) -> Result<Accounts>;
    /// Adds or changes an account. `false`, and nothing changes, if another account has its login, or any account was changed
    /// since there were `seen` changes.
    fn put_account(&self, account: &AccountRow, seen: u64) -> Result<bool>;
    /// Accounts that a program of before left in clear.
    fn accounts_in_clear(&self) -> Result<Vec<AccountInClear>>;
    /// Puts such an account in its place, sealed; the one in clear is removed. Where it is gone already nothing changes.
    fn seal_account(&self, clear: &AccountInClear, account: &AccountRow) -> Result<()>;

    /// Puts a deed after the last one, and with it a named value that says where the deeds end. `false`, and nothing changes,
    /// if its number is not the next.
    fn append_deed(&self, deed: &DeedRow, head: (&str, &[u8])) -> Result<bool>;
    /// Deeds asked for, the newest first.
    fn deeds(&self, query: &DeedQuery) -> Result<Vec<DeedRow>>;
}
