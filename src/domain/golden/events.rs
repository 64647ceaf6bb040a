//! One of everything that can happen, always the same.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::form::entry_kind::{EntryKind, UseCode};
use crate::form::form::FormRef;
use crate::form::purpose::{Purpose, Route};
use crate::ids::check_code::CheckLength;
use crate::ids::id::{
    AuthorisationId, DelegationId, EntryId, OperatorId, OutageId, ReservationId, StationId,
};
use crate::ids::number::{Number, NumberKey, RegisterCode, Series};
use crate::ids::value::{Attested, Source};
use crate::journal::event::{Event, Exercise, ListKind, SignInOutcome};
use crate::journal::record::Kind;
use crate::money::duty::{Duty, Fee};
use crate::office::by::By;
use crate::office::delegation::{ActReference, Capacity, Delegation, SigningOfficer};
use crate::office::office::Office;
use crate::office::operator::{Operator, OperatorStatus, Role};
use crate::outage::authorisation::{Authorisation, Given, Period};
use crate::outage::outage::{Cause, Closing, DailyTotal, Opening, OutageCode, Scenario};
use crate::person::evidence::{
    Applicant, DocumentKind, Evidence, Guardian, GuardianRole, ShownDocument, Witness,
};
use crate::person::photograph::Photograph;
use crate::register::call_back::CallOutcome;
use crate::register::entry::{Basics, Entry, FilesAt, NonDeferrable, PaperStep, Subject, Verification};
use crate::time::moment::Moment;

pub(super) fn id(last: u128) -> Uuid {
    Uuid::from_u128(0x0193_7f00_0000_7000_8000_0000_0000_0000 | last)
}

pub fn operator() -> OperatorId {
    OperatorId::new(id(1))
}

pub(super) fn at(day: u32, hour: u32) -> Moment {
    Moment::shown(self::day(day).and_hms_opt(hour, 0, 0).unwrap()).once().unwrap()
}

pub(super) fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

pub(super) fn number(text: &str) -> Number {
    text.parse().unwrap()
}

pub(super) fn office() -> Office {
    Office {
        municipality: "Valdorè".to_owned(),
        province: "PX".to_owned(),
        office: "Servizi demografici".to_owned(),
        telephone: "0999 123456".to_owned(),
    }
}

fn code() -> RegisterCode {
    RegisterCode::parse("EM01").unwrap()
}

fn signed() -> ActReference {
    ActReference::Signed { number: "12/2025".to_owned(), date: day(3) }
}

fn station() -> Vec<(Kind, Event)> {
    let operator = Operator {
        id: operator(),
        login: "anna".to_owned(),
        name: "Anna Ferri".to_owned(),
        roles: [Role::Clerk, Role::SigningOfficer].into(),
        status: OperatorStatus::Active,
    };
    let delegation = Delegation {
        id: DelegationId::new(id(2)),
        operator: operator.id,
        capacity: Capacity::CivilStatus,
        act: ActReference::ToBeSigned,
        from: day(1),
        until: Some(day(30)),
    };
    let phc = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAA".to_owned();
    vec![
        (
            Kind::StationFounded,
            Event::StationFounded {
                station: StationId::new(id(3)),
                exercise: Exercise::Drill,
                register_code: code(),
                office: office(),
                machine: "machine".to_owned(),
                body: None,
            },
        ),
        (Kind::OfficeChanged, Event::OfficeChanged { office: office() }),
        (Kind::AccountChanged, Event::OperatorSet { operator: operator.clone(), notice: None }),
        (Kind::AccountChanged, Event::PinSet { operator: operator.id, phc, must_change: true, notice: None }),
        (Kind::DelegationChanged, Event::DelegationSet { delegation }),
        (
            Kind::DelegationChanged,
            Event::DelegationActSigned { delegation: DelegationId::new(id(2)), act: signed() },
        ),
        (
            Kind::ShiftChosen,
            Event::ShiftOfficerChosen { capacity: Capacity::CivilStatus, operator: operator.id },
        ),
        (Kind::ClockSet, Event::ClockSet { system: at(21, 9), correction_ms: -3_600_000 }),
        (
            Kind::RegisterContinued,
            Event::RegisterContinued {
                register_code: RegisterCode::parse("EM02").unwrap(),
                finding: "anchor-ahead".to_owned(),
                machine: "other".to_owned(),
                reason: String::new(),
            },
        ),
        (
            Kind::RegisterContinued,
            Event::RegisterContinued {
                register_code: RegisterCode::parse("EM02").unwrap(),
                finding: "parted-from-centre".to_owned(),
                machine: "other".to_owned(),
                reason: "Cartella copiata su due computer".to_owned(),
            },
        ),
    ]
}

fn outage() -> Vec<(Kind, Event)> {
    let outage = OutageId::new(id(4));
    let opening = Opening {
        outage,
        code: OutageCode::from_random([1, 2, 3, 4, 5]),
        scenario: Scenario::OwnSuite,
        cause: Cause::Power,
        description: "mancanza di corrente".to_owned(),
        started: at(21, 8),
        opened: at(21, 9),
        telephone: "0999 123456".to_owned(),
    };
    let authorisation = Authorisation {
        id: AuthorisationId::new(id(5)),
        outage: Some(outage),
        period: Period::First,
        signer: "Elena Sarti".to_owned(),
        signer_role: "Segretaria comunale".to_owned(),
        given: Given::ByTelephone { received_by: "Anna Ferri".to_owned(), at: at(21, 9) },
        act: ActReference::ToBeSigned,
        own_number: Some(number("EM01-2026-0000001")),
        from: at(21, 8),
        until: at(22, 8),
    };
    let key = NumberKey { code: code(), series: Series::S, year: 2026 };
    let closing = Closing {
        outage,
        restored: at(22, 7),
        closed: at(22, 8),
        totals: vec![DailyTotal { day: day(21), p: 2, s: 0 }, DailyTotal { day: day(22), p: 0, s: 0 }],
        last_numbers: vec![number("EM01-2026-0000002")],
        barred: vec![number("EM01-2026-0000003")],
        untouched: vec![key],
        note: String::new(),
    };
    let authorisation_id = authorisation.id;
    vec![
        (Kind::OutageOpened, Event::OutageOpened(opening)),
        (Kind::OutageAuthorised, Event::AuthorisationRecorded(authorisation)),
        (
            Kind::OutageAuthorised,
            Event::AuthorisationAttached {
                authorisation: authorisation_id,
                outage,
                from: at(21, 8),
                until: at(22, 8),
            },
        ),
        (
            Kind::OutageAuthorised,
            Event::AuthorisationActSigned { authorisation: authorisation_id, act: signed() },
        ),
        (Kind::OutageClosed, Event::OutageClosed(closing)),
        (
            Kind::NumbersReserved,
            Event::NumbersReserved {
                reservation: ReservationId::new(id(6)),
                outage,
                first: number("EM01S-2026-0000001"),
                count: 3,
                purpose: "fogli di nascita".to_owned(),
            },
        ),
        (
            Kind::NumbersReserved,
            Event::NumbersBarred {
                numbers: vec![number("EM01S-2026-0000001")],
                reason: "foglio bagnato".to_owned(),
            },
        ),
    ]
}

pub(super) fn entry() -> Entry {
    let attested = |value: &str, source| Attested { value: value.to_owned(), source };
    let shown = Source::DocumentShown { description: "passaporto".to_owned() };
    let basics = Basics {
        id: EntryId::new(id(7)),
        number: number("EM01-2026-0000002"),
        outage: OutageId::new(id(4)),
        kind: EntryKind::Document,
        issued: at(21, 10),
        title: "Certificato di nascita".to_owned(),
        subject: Subject {
            surname: "Župančič".to_owned(),
            given_names: "Maria".to_owned(),
            birth_date: NaiveDate::from_ymd_opt(1987, 3, 14),
            tax_code: None,
        },
        by: By { operator: operator(), name: "Anna Ferri".to_owned() },
        office: office(),
    };
    Entry {
        form: Some(FormRef { id: "birth-certificate".to_owned(), version: 1 }),
        values: [
            ("act-number".to_owned(), attested("128", Source::PaperAct)),
            ("birth-place".to_owned(), attested("Valdorè (PX)", shown)),
        ]
        .into(),
        evidence: Some(Evidence::Document { document: passport() }),
        use_code: Some(UseCode::Private),
        duty: Some(Duty::Exempt { wording: "Esente.".to_owned(), code: None }),
        officer: Some(SigningOfficer {
            operator: operator(),
            name: "Anna Ferri".to_owned(),
            capacity: Capacity::CivilStatus,
            delegation: DelegationId::new(id(2)),
            act: ActReference::ByLaw,
        }),
        non_deferrable: Some(NonDeferrable {
            reason: "sepoltura".to_owned(),
            supervisor: operator(),
            supervisor_name: "Anna Ferri".to_owned(),
        }),
        reservation: Some(ReservationId::new(id(6))),
        check_letters: CheckLength::Short,
        ..Entry::bare(basics)
    }
}

fn passport() -> ShownDocument {
    ShownDocument {
        kind: DocumentKind::Passport,
        number: "YA1234567".to_owned(),
        issuer: "Questura di Piacenza".to_owned(),
        issued: Some(day(1)),
        expires: None,
    }
}

/// An entry with everything the counter can say.
fn attestation() -> Entry {
    let witness = Witness {
        surname: "Neri".to_owned(),
        given_names: "Ugo".to_owned(),
        birth_date: day(1),
        document: passport(),
    };
    Entry {
        form: Some(FormRef { id: "identity-attestation".to_owned(), version: 1 }),
        evidence: Some(Evidence::Witnesses { first: Box::new(witness.clone()), second: Box::new(witness) }),
        use_code: None,
        duty: Some(Duty::Exempt { wording: "Esente.".to_owned(), code: Some(7) }),
        applicant: Some(Applicant::Other { name: "Rosa Neri".to_owned() }),
        guardian: Some(Guardian {
            surname: "Neri".to_owned(),
            given_names: "Rosa".to_owned(),
            role: GuardianRole::Parent,
            document: passport(),
        }),
        purpose: Some(Purpose::Travel),
        fee: Some(Fee::Waived { cents: 26, reason: "indigente".to_owned() }),
        photograph: Some(Photograph::Kept { blob: "00ff".to_owned() }),
        valid_until: Some(day(30)),
        again: Some(NonDeferrable {
            reason: "smarrita".to_owned(),
            supervisor: operator(),
            supervisor_name: "Anna Ferri".to_owned(),
        }),
        basket: Some(id(8)),
        verified: Some(Verification { on: "scheda 1204".to_owned(), officer: "Anna Ferri".to_owned() }),
        corrects: None,
        blobs: vec!["00ff".to_owned()],
        ..entry()
    }
}

fn papers() -> Vec<(Kind, Event)> {
    let reason = || "inceppato".to_owned();
    let step = |kind, step| (kind, Event::PaperStepped { entry: EntryId::new(id(7)), step });
    vec![
        (Kind::EntryIssued, Event::EntryIssued(Box::new(entry()))),
        step(
            Kind::PaperStepped,
            PaperStep::Sent { copy: 1, pdf: "00ff".to_owned(), sha256: "00ff".to_owned() },
        ),
        step(Kind::PaperStepped, PaperStep::CameOut),
        step(Kind::PaperStepped, PaperStep::Spoiled { reason: reason() }),
        step(Kind::PaperStepped, PaperStep::NotAscertained { reason: reason() }),
        step(Kind::EntryAnnulled, PaperStep::Annulled { reason: reason() }),
    ]
}

fn people() -> Vec<(Kind, Event)> {
    let form = || FormRef { id: "self-certification".to_owned(), version: 1 };
    vec![
        (Kind::EntryIssued, Event::EntryIssued(Box::new(attestation()))),
        (
            Kind::ExtractAdopted,
            Event::ExtractAdopted {
                extract: id(9),
                date: day(20),
                residents: 2000,
                sha256: "00ff".to_owned(),
                lacking: vec!["certifiable".to_owned()],
            },
        ),
        (Kind::Viewed, Event::PeopleSearched { rows: 2 }),
        (Kind::Viewed, Event::PersonViewed { person: id(10) }),
        (Kind::Viewed, Event::ViewExplained { person: id(10), reason: "omonimo".to_owned() }),
        (
            Kind::PurposeAnswered,
            Event::PurposeAnswered { purpose: Purpose::Bank, route: Route::SelfCertification },
        ),
        (Kind::ServicePaperPrinted, Event::ServicePaperPrinted { form: form() }),
        (
            Kind::BlobErased,
            Event::PhotographErased { blob: "00ff".to_owned(), entry: Some(EntryId::new(id(7))) },
        ),
        (
            Kind::CallMade,
            Event::CallMade {
                entry: EntryId::new(id(7)),
                outcome: CallOutcome::NotReached,
                note: "richiamare lunedì".to_owned(),
            },
        ),
    ]
}

/// Everything, with the kind of command it comes in.
pub fn events() -> Vec<(Kind, Event)> {
    let shown = EntryId::new(id(7));
    let mut all = station();
    all.extend(outage());
    all.extend(papers());
    all.extend([
        (Kind::SignIn, Event::SignIn { operator: operator(), outcome: SignInOutcome::WrongPin }),
        (Kind::Viewed, Event::Viewed { entry: shown }),
        (Kind::Viewed, Event::Searched { rows: 3 }),
        (
            Kind::KeysChanged,
            Event::KeysChanged { change: "passphrase changed".to_owned(), notice: None, second: None },
        ),
        (Kind::Noted, Event::Noted { code: "torn-tail".to_owned(), finding: "position 9".to_owned() }),
        (Kind::DraftDiscarded, Event::DraftDiscarded { draft: shown.uuid(), begun: day(21) }),
    ]);
    all.extend(people());
    all.extend(super::recovery::events());
    let full = Entry { check_letters: CheckLength::Full, ..entry() };
    all.push((Kind::EntryIssued, Event::EntryIssued(Box::new(full))));
    all
}

/// A paper whose photograph goes to the centre.
pub fn of_files_kept() -> Vec<(Kind, Event)> {
    let entry = Entry { files_at: FilesAt::Centre, ..attestation() };
    vec![(Kind::EntryIssued, Event::EntryIssued(Box::new(entry)))]
}

/// Keys and powers changed, and seen by somebody else; lists looked at.
pub fn of_keys_and_lists() -> Vec<(Kind, Event)> {
    let notice = Some(id(40));
    let change = crate::journal::notice::RECOVERY_CODE_CHANGED.to_owned();
    let phc = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".to_owned();
    vec![
        (Kind::KeysChanged, Event::KeysChanged { change, notice, second: Some(operator()) }),
        (Kind::AccountChanged, Event::PinSet { operator: operator(), phc, must_change: true, notice }),
        (Kind::NoticeSeen, Event::NoticeSeen { notice: id(40) }),
        (
            Kind::Viewed,
            Event::ListViewed {
                what: ListKind::Register,
                filter: "day+state".to_owned(),
                rows: 50,
                about: None,
            },
        ),
        (
            Kind::Viewed,
            Event::ListViewed {
                what: ListKind::Photograph,
                filter: String::new(),
                rows: 1,
                about: Some(id(7)),
            },
        ),
    ]
}
