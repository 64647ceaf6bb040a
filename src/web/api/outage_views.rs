//! Outages and authorisations as the API shows them.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::words::{Cause, Period, Scenario};
use desk::outage::shown;
use domain::office::delegation::ActReference;
use domain::outage::authorisation::{Authorisation, Given};
use domain::outage::lapse::Lapse;
use domain::time::moment::Moment;

/// An outage, open or closed.
#[derive(Serialize, ToSchema)]
pub struct OutageView {
    /// The opening.
    #[serde(flatten)]
    opening: OpeningView,
    /// Its authorisations, in order.
    authorisations: Vec<AuthorisationView>,
    /// Until when new entries are covered; `null` once the authorisation has run out.
    #[schema(value_type = Option<String>, format = DateTime)]
    covered_until: Option<Moment>,
    /// Since when the authorisation has run out; `null` while it covers.
    #[schema(value_type = Option<String>, format = DateTime)]
    lapsed_since: Option<Moment>,
    /// Set when closed.
    closing: Option<ClosingView>,
    /// One line a local day, zeros included.
    totals: Vec<TotalView>,
    /// Entries in all.
    entries: u64,
    /// Papers of which somebody must still say whether the sheet came out: how many. Which, page by page, say the entries
    /// with `state=in-doubt`.
    doubts_count: u64,
    /// Stands for these papers and no others, in the closing that answers for all of them; empty once closed.
    doubts_seen: String,
    /// Papers nobody can vouch for: how many. Which say the entries of the outage with `state=not-ascertained`.
    anomalies_count: u64,
    /// Reserved numbers, neither used nor barred.
    reserved_numbers: Vec<String>,
    /// Numbers that no readable record accounts for; neighbours as `EM01-2026-0000005–0000008`.
    unreadable_numbers: Vec<String>,
    /// Papers of a lost computer written down from their sheets, counted apart.
    #[schema(format = Int64)]
    stray_papers_count: usize,
    /// Acts still to be signed.
    #[schema(format = Int64)]
    unsigned_acts: usize,
}

/// How an outage began.
#[derive(Serialize, ToSchema)]
pub struct OpeningView {
    /// Identity at this station.
    id: Uuid,
    /// Code that stations share, so that the centre sees one outage.
    #[schema(example = "K7QM-3XWT-P")]
    code: String,
    /// What is down.
    scenario: Scenario,
    /// Cause code.
    cause: Cause,
    /// Cause in words.
    description: String,
    /// When the impossibility began: all hours run from here.
    #[schema(value_type = String, format = DateTime)]
    started: Moment,
    /// When the register was opened here.
    #[schema(value_type = String, format = DateTime)]
    opened: Moment,
    /// Telephone for confirmations.
    telephone: String,
}

/// How an outage ended.
#[derive(Serialize, ToSchema)]
pub struct ClosingView {
    /// When normal operation was restored.
    #[schema(value_type = String, format = DateTime)]
    restored: Moment,
    /// When the register was closed.
    #[schema(value_type = String, format = DateTime)]
    closed: Moment,
    /// Last number given in each register used.
    last_numbers: Vec<String>,
    /// Numbers reserved and never used.
    barred_numbers: Vec<String>,
    /// Closing note.
    note: String,
}

/// Entries of one local day.
#[derive(Serialize, ToSchema)]
pub struct TotalView {
    /// Local day (Europe/Rome).
    day: NaiveDate,
    /// Operations of series P.
    p: u32,
    /// Operations of series S.
    s: u32,
}

/// An outage in a list.
#[derive(Serialize, ToSchema)]
pub struct OutageRow {
    /// The opening.
    #[serde(flatten)]
    opening: OpeningView,
    /// When it was closed; `null` while open.
    #[schema(value_type = Option<String>, format = DateTime)]
    closed: Option<Moment>,
    /// Entries in all.
    entries: u64,
}

/// An authorisation of the register.
#[derive(Serialize, ToSchema)]
pub struct AuthorisationView {
    /// Identity.
    id: Uuid,
    /// The outage it belongs to; `null` while recorded in advance.
    outage: Option<Uuid>,
    /// Which period.
    period: Period,
    /// Who authorised.
    signer: String,
    /// Office held.
    signer_role: String,
    /// Set when given by telephone.
    by_telephone: Option<TelephoneView>,
    /// The signed act; `null` while it is still to be signed.
    signed_act: Option<ActView>,
    /// Its own number in the emergency register, where it has one.
    own_number: Option<String>,
    /// Covers from this instant …
    #[schema(value_type = String, format = DateTime)]
    from: Moment,
    /// … to this one, exclusive.
    #[schema(value_type = String, format = DateTime)]
    until: Moment,
}

/// A telephone call.
#[derive(Serialize, ToSchema)]
pub struct TelephoneView {
    /// Who took it.
    received_by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Moment,
}

/// A signed act.
#[derive(Serialize, ToSchema)]
pub struct ActView {
    /// Its number.
    number: String,
    /// Its date.
    date: NaiveDate,
}

impl From<shown::OutageView> for OutageView {
    fn from(view: shown::OutageView) -> Self {
        let (covered_until, lapsed_since) = match view.lapse {
            Lapse::Covered { until, .. } => (Some(until), None),
            Lapse::Lapsed { since } => (None, Some(since)),
        };
        Self {
            opening: (&view.opening).into(),
            authorisations: view.authorisations.iter().map(AuthorisationView::from).collect(),
            covered_until,
            lapsed_since,
            closing: view.closing.map(|closing| ClosingView {
                restored: closing.restored,
                closed: closing.closed,
                last_numbers: closing.last_numbers.iter().map(ToString::to_string).collect(),
                barred_numbers: closing.barred.iter().map(ToString::to_string).collect(),
                note: closing.note,
            }),
            totals: view
                .totals
                .iter()
                .map(|total| TotalView { day: total.day, p: total.p, s: total.s })
                .collect(),
            entries: view.entries,
            doubts_count: view.doubts.count,
            doubts_seen: view.doubts.seen,
            anomalies_count: view.anomalies,
            reserved_numbers: view.reserved.iter().map(ToString::to_string).collect(),
            unreadable_numbers: view.unreadable.iter().map(ToString::to_string).collect(),
            stray_papers_count: view.strays,
            unsigned_acts: view.unsigned_acts,
        }
    }
}

impl From<&domain::outage::outage::Opening> for OpeningView {
    fn from(opening: &domain::outage::outage::Opening) -> Self {
        Self {
            id: opening.outage.uuid(),
            code: opening.code.to_string(),
            scenario: opening.scenario.into(),
            cause: opening.cause.into(),
            description: opening.description.clone(),
            started: opening.started,
            opened: opening.opened,
            telephone: opening.telephone.clone(),
        }
    }
}

impl From<shown::OutageRow> for OutageRow {
    fn from(row: shown::OutageRow) -> Self {
        Self { opening: (&row.opening).into(), closed: row.closed, entries: row.entries }
    }
}

impl From<&Authorisation> for AuthorisationView {
    fn from(authorisation: &Authorisation) -> Self {
        Self {
            id: authorisation.id.uuid(),
            outage: authorisation.outage.map(domain::ids::id::OutageId::uuid),
            period: authorisation.period.into(),
            signer: authorisation.signer.clone(),
            signer_role: authorisation.signer_role.clone(),
            by_telephone: match &authorisation.given {
                Given::Written => None,
                Given::ByTelephone { received_by, at } => {
                    Some(TelephoneView { received_by: received_by.clone(), at: *at })
                }
            },
            signed_act: match &authorisation.act {
                ActReference::Signed { number, date } => {
                    Some(ActView { number: number.clone(), date: *date })
                }
                ActReference::ToBeSigned | ActReference::ByLaw => None,
            },
            own_number: authorisation.own_number.as_ref().map(ToString::to_string),
            from: authorisation.from,
            until: authorisation.until,
        }
    }
}
