//! `sportello keys show`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::Outcome;
use clock::Clock;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;
use trust::{Certificate, Renewal, Request, Root, Untrusted, check_chain, check_server};
use vault::{KeptCertificates, KeyHome};

use super::files::{self, Fault, fingerprint};
use super::station::WhichHome;

/// Show certificates: whose, until when, real or drill
///
/// Without --certificate: those of the station on this computer, or with --hub of the hub: in use, previous, root; the one its computer is reached by over TLS; and of each
/// life of the station before the present one, whose records may still have to be sent. No passphrase is needed, nothing is
/// secret. Exit code 1 if no certificate in use holds today: those of lives before do not count.
#[derive(Args)]
pub struct Show {
    #[command(flatten)]
    which: WhichHome,
    /// Show this certificate instead
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// The root to check --certificate against
    #[arg(long, value_name = "FILE", requires = "certificate")]
    root: Option<PathBuf>,
}

impl Show {
    /// Prints.
    pub fn run(&self) -> Outcome {
        let at = Clock::system().now();
        let sound = match &self.certificate {
            Some(path) => {
                let root = self.root.as_deref().map(files::root).transpose()?;
                show("certificate", &files::certificate(path)?, root.as_slice(), at)
            }
            None => self.show_kept(at)?,
        };
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn show_kept(&self, at: Moment) -> Result<bool, Fault> {
        let home = self.which.keys()?;
        let kept = home.certificates()?;
        println!("folder       {}", self.which.folder().display());
        if let Some(request) = home.request()? {
            let request = Request::from_pem(&request)?;
            println!("request      {}", home.request_file().display());
            println!("  fingerprint  {}", fingerprint(&request.fingerprint()));
        } else if !home.key_file().exists() {
            println!(
                "key          none yet: {}",
                if self.which.hub { "start the hub once" } else { "sportello keys request makes it" }
            );
        }
        let roots = roots_of(&kept)?;
        let mut sound = false;
        match &kept.current {
            Some(pem) => sound = show("in use", &Certificate::from_pem(pem)?, &roots, at),
            None => println!("in use       no certificate yet: sportello keys --help tells the way"),
        }
        if let Some(pem) = &kept.previous {
            show("previous", &Certificate::from_pem(pem)?, &roots, at);
        }
        if !self.which.hub {
            show_reserve(&home, at);
        }
        if !self.which.hub {
            show_server(&self.which.station().server(), at)?;
        }
        for (root, which) in roots.iter().zip(["root", "root before"]) {
            show_root(which, root);
        }
        for before in self.which.keys_before()? {
            show_life(&before, at)?;
        }
        Ok(sound)
    }
}

/// The identity that the register takes on a spare computer; whether there is one does not decide the exit code.
fn show_reserve(home: &KeyHome, at: Moment) {
    match reserve_of(home) {
        Ok(Some((certificate, root))) => {
            show("reserve", &certificate, &[root], at);
        }
        Ok(None) => {
            println!("reserve      none: on a spare computer the register will have to be certified anew");
        }
        Err(fault) => println!("reserve      cannot be used ({fault}): make the request and certify it anew"),
    }
}

/// By what others reach this computer over TLS; whether there is one does not decide the exit code.
fn show_server(home: &KeyHome, at: Moment) -> Result<(), Fault> {
    let kept = home.certificates()?;
    if let (Some(pem), Some(root)) = (&kept.current, &kept.root) {
        let (certificate, root) = (Certificate::from_pem(pem)?, Root::from_pem(root)?);
        let holds = check_server(&certificate, &root, at);
        show_computer("TLS", &certificate, at);
        match holds {
            Ok(()) => println!("  kind         {}", kind(root.exercise())),
            Err(refusal) => println!("  NOT SHOWN    {refusal}: the computer shows one that it made itself"),
        }
        show_root("TLS root", &root);
    }
    if let Some(pem) = home.self_made()? {
        show_computer("TLS own", &Certificate::from_pem(&pem)?, at);
        println!("  made by      this computer: others compare its fingerprint");
    }
    Ok(())
}

fn show_computer(title: &str, certificate: &Certificate, at: Moment) {
    println!("{title:<12} {}", certificate.subject());
    let hosts: Vec<String> = certificate.hosts().iter().map(ToString::to_string).collect();
    println!("  hosts        {}", hosts.join(", "));
    println!("  fingerprint  {}", fingerprint(&certificate.fingerprint()));
    let end = certificate.not_after();
    println!(
        "  valid        until {} ({})",
        end.day().format("%d/%m/%Y"),
        left(end, at, end.since(at).num_days())
    );
    if let Renewal::Soon { days } = certificate.renewal(at) {
        println!(
            "  RENEW IT     it ends in {days} days: sportello keys request --host, or a start makes its own anew"
        );
    }
}

fn reserve_of(home: &KeyHome) -> Result<Option<(Certificate, Root)>, Fault> {
    let Some(kept) = home.reserve()? else { return Ok(None) };
    Ok(Some((Certificate::from_pem(&kept.certificate)?, Root::from_pem(&kept.root)?)))
}

/// A life before: with its certificate go the records of it that a centre has not got.
fn show_life(home: &KeyHome, at: Moment) -> Result<(), Fault> {
    let kept = home.certificates()?;
    let Some(pem) = &kept.current else {
        println!("life before  no certificate: {}", home.key_file().display());
        return Ok(());
    };
    let certificate = Certificate::from_pem(pem)?;
    show("life before", &certificate, &roots_of(&kept)?, at);
    if certificate.renewal(at) != Renewal::NotYet {
        println!("               from the page «Riversamento», below its register code");
    }
    Ok(())
}

fn roots_of(kept: &KeptCertificates) -> Result<Vec<Root>, Fault> {
    let kept = [&kept.root, &kept.previous_root].into_iter().flatten();
    Ok(kept.map(|pem| Root::from_pem(pem)).collect::<Result<_, _>>()?)
}

/// Prints one certificate; whether it holds. Without roots only what it says itself.
fn show(title: &str, certificate: &Certificate, roots: &[Root], at: Moment) -> bool {
    println!("{title:<12} {}", certificate.subject());
    println!("  certified by {}", certificate.issuer());
    println!("  reference    {}", certificate.reference());
    println!("  fingerprint  {}", fingerprint(&certificate.fingerprint()));
    let end = certificate.not_after();
    let days = end.since(at).num_days();
    println!("  valid        until {} ({})", end.day().format("%d/%m/%Y"), left(end, at, days));
    let mut refusal = None;
    for root in roots {
        match check_chain(certificate, root, at) {
            Ok(checked) => {
                println!("  name         {}", checked.urn);
                println!("  kind         {}", kind(checked.exercise));
                if let Renewal::Soon { days } = certificate.renewal(at) {
                    println!("  RENEW IT     it ends in {days} days: sportello keys --help tells the way");
                }
                return true;
            }
            Err(Untrusted::NotByThisRoot) => {
                refusal.get_or_insert(Untrusted::NotByThisRoot);
            }
            Err(other) => refusal = Some(other),
        }
    }
    match refusal {
        Some(refusal) => println!("  NOT VALID    {refusal}"),
        None => println!("  not checked  give its root with --root"),
    }
    refusal.is_none() && end >= at
}

fn show_root(title: &str, root: &Root) {
    let certificate = root.certificate();
    println!("{title:<12} {}", certificate.subject());
    println!("  kind         {}", kind(root.exercise()));
    println!("  permits      {}", files::told_permitted(root));
    println!("  fingerprint  {}", fingerprint(&certificate.fingerprint()));
    println!("  valid        until {}", certificate.not_after().day().format("%d/%m/%Y"));
}

fn left(end: Moment, at: Moment, days: i64) -> String {
    match days {
        _ if end < at => "over".to_owned(),
        0 => "less than a day left".to_owned(),
        1 => "1 day left".to_owned(),
        days => format!("{days} days left"),
    }
}

fn kind(exercise: Exercise) -> &'static str {
    match exercise {
        Exercise::Real => "real",
        Exercise::Drill => "DRILL (ESERCITAZIONE): nothing signed with it is genuine",
    }
}
