//! `sportello centre check`

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::cli::keys::files;
use crate::cli::{Outcome, secret};
use clock::{Clock, Random};
use domain::centre::centre::CentreAddress;
use domain::ids::id::StationId;
use domain::journal::event::Exercise;
use recovery::conformance::https::Https;
use recovery::conformance::visit::{beside, certified, subject};
use recovery::conformance::{Beside, Checked, Known, Report, Verdict, Visit, run};
use recovery::http::enrolment::{Applicant, Pairing};
use trust::{Certificate, Request, Root, Urn};
use vault::{KeyPassword, Passphrase, SigningKey};

/// How often the centre is asked whether somebody has compared the digits.
const LOOKING: Duration = Duration::from_secs(1);

/// Check that a centre keeps the contract, rule by rule
///
/// For whoever builds a centre of their own: a station of a drill that lives as long as the check asks to be known, sends
/// records rightly and wrongly, reads what became of them, and says of each rule whether it was kept, what was expected,
/// what was seen, and where it is written (CENTRE.md). The centre must be a drill's: it keeps what was sent.
///
/// The station becomes known by six digits that somebody confirms at the centre. A centre without enrolment is checked with
/// --root: it trusts a drill's root made with `sportello keys root --drill`, has its own certificate from it
/// (`sportello keys certify --hub`), and the check certifies its station itself.
///
/// Exit code 0: every rule is kept. 1: some are not. 2: the check could not be made.
#[derive(Args)]
pub struct Check {
    /// Where the centre answers, such as `https://127.0.0.1:8471`
    #[arg(value_name = "URL")]
    url: String,
    /// Folder of a drill's root that the centre trusts: root.p8 and root.pem
    #[arg(long, value_name = "DIR", requires = "centre")]
    root: Option<PathBuf>,
    /// With --root: the centre's certificate, or its name (`urn:uuid:…`)
    #[arg(long, value_name = "FILE|URN", requires = "root")]
    centre: Option<String>,
    /// With --root: read the root's passphrase from the first line of this file
    #[arg(long, value_name = "FILE", requires = "root")]
    passphrase_file: Option<PathBuf>,
    /// How long to wait until somebody at the centre has compared the six digits, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    wait: u64,
    /// Write one JSON object instead of lines
    #[arg(long)]
    json: bool,
}

type Fault = Box<dyn Error>;

/// A station that the centre knows, and the centre as it showed itself.
struct Admitted {
    known: Known,
    root: Root,
    centre: Urn,
    enrols: bool,
    beside: Beside,
}

impl Check {
    /// Checks.
    pub fn run(&self) -> Outcome {
        let (clock, random) = (Clock::system(), Random::system());
        let report = self.address().and_then(|address| {
            let admitted = match &self.root {
                Some(folder) => self.certify(folder, &clock, &random)?,
                None => self.enrol(&address, &clock, &random)?,
            };
            let line = Https::new(address, &admitted.root);
            let Admitted { known, root, centre, enrols, beside } = admitted;
            let mut visit = Visit::begin(&line, centre, root, known, enrols, &clock, &random);
            visit.beside = beside;
            Ok(run(&mut visit, |checked| {
                if !self.json {
                    tell(checked);
                }
            }))
        });
        match report {
            Ok(report) => self.conclude(&report),
            Err(fault) => {
                eprintln!("sportello: the check could not be made: {fault}");
                Ok(ExitCode::from(2))
            }
        }
    }

    fn address(&self) -> Result<CentreAddress, Fault> {
        CentreAddress::parse(&self.url).map_err(|told| told.en.into())
    }

    /// Becomes known by six digits.
    fn enrol(&self, address: &CentreAddress, clock: &Clock, random: &Random) -> Result<Admitted, Fault> {
        let key = SigningKey::generate(random);
        let station = StationId::new(random.uuid(clock.now()));
        let (spare_key, spare) = (SigningKey::generate(random), StationId::new(random.uuid(clock.now())));
        let kept = Request::make(&subject().reserve(), Urn::from(spare), &spare_key)?;
        let applicant = Applicant {
            request: Request::with_reserve(&subject(), Urn::from(station), &key, kept)?,
            exercise: Exercise::Drill,
            before: None,
        };
        let pairing =
            Pairing::begin(address, applicant, random, clock.now()).map_err(|error| error.told().en)?;
        eprintln!("Confirm these six digits at the centre ({}): {}", pairing.municipality(), pairing.code());
        let until = clock.monotonic() + Duration::from_secs(self.wait);
        loop {
            match pairing.look(clock.now()) {
                Ok(Some(granted)) => {
                    let certificate = Certificate::from_pem(&granted.certificate)?;
                    let known = Known { station, key, certificate };
                    let root = Root::from_pem(&granted.root)?;
                    let reserve = granted.reserve.map(|pem| Certificate::from_pem(&pem)).transpose()?;
                    let sister =
                        reserve.map(|certificate| Known { station: spare, key: spare_key, certificate });
                    let beside = Beside { sister, ..Beside::default() };
                    return Ok(Admitted { known, root, centre: granted.urn, enrols: true, beside });
                }
                Ok(None) => {}
                Err(error) if error.passes() => {}
                Err(error) => return Err(error.told().en.into()),
            }
            if clock.monotonic() >= until {
                return Err("nobody confirmed the six digits at the centre in time: --wait gives more".into());
            }
            std::thread::park_timeout(LOOKING);
        }
    }

    /// Certifies the station with the root that the centre trusts.
    fn certify(&self, folder: &std::path::Path, clock: &Clock, random: &Random) -> Result<Admitted, Fault> {
        let root = files::root(&folder.join("root.pem"))?;
        if root.exercise() != Exercise::Drill {
            return Err(
                "this root is a real municipality’s: the check is made with a drill’s root only".into()
            );
        }
        let key_file = folder.join("root.p8");
        let closed = files::text(&key_file)?;
        let typed = match &self.passphrase_file {
            Some(file) => secret::of_file(file)?,
            None => secret::ask("Passphrase of the root: ")?,
        };
        let passphrase = Passphrase::typed(&typed);
        let root_key = SigningKey::from_encrypted_pem(&closed, KeyPassword::Passphrase(&passphrase))
            .map_err(|error| format!("{}: {error}", key_file.display()))?;
        let now = clock.now();
        let (key, station) = (SigningKey::generate(random), StationId::new(random.uuid(now)));
        let certificate = certified(&root, &root_key, station, &key, now, random)
            .ok_or("root.p8 and root.pem do not belong together, or the root’s time is over")?;
        let centre = self.named(&root, now)?;
        let known = Known { station, key, certificate };
        let beside = beside(&root, &root_key, &known, now, random);
        Ok(Admitted { known, root, centre, enrols: false, beside })
    }

    /// The centre's name, as given or as its certificate has it.
    fn named(&self, root: &Root, now: domain::time::moment::Moment) -> Result<Urn, Fault> {
        let given = self.centre.as_deref().unwrap_or_default();
        if let Ok(urn) = given.parse() {
            return Ok(urn);
        }
        let certificate = files::certificate(given.as_ref())?;
        Ok(trust::check_chain(&certificate, root, now)?.urn)
    }

    fn conclude(&self, report: &Report) -> Outcome {
        if self.json {
            println!("{}", serde_json::to_string_pretty(&Said { centre: &self.url, report })?);
        } else {
            println!("{} kept, {} not kept, {} not tried", report.passed, report.failed, report.skipped);
        }
        Ok(if report.failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// The report as JSON.
#[derive(serde::Serialize)]
struct Said<'a> {
    centre: &'a str,
    #[serde(flatten)]
    report: &'a Report,
}

fn tell(checked: &Checked) {
    let Checked { rule, section, verdict, expected, seen } = checked;
    let seen = seen.as_deref().unwrap_or_default();
    match verdict {
        Verdict::Passed => println!("pass  {rule:<24} {section}"),
        Verdict::Failed => {
            println!("FAIL  {rule:<24} {section}\n        expected: {expected}\n        seen:     {seen}");
        }
        Verdict::Skipped => println!("skip  {rule:<24} {section}  ({seen})"),
    }
}
