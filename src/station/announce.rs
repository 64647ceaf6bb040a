//! What the person at the console is told when a station has started.

use std::io::{self, Write};

use super::server_certificate::{News, Shown, Why};
use super::settings::Settings;
use super::{Bound, Open, addresses, reachable};
use desk::life::demo;
use desk::{Counter, Phase};
use domain::text::bilingual::Bilingual;
use domain::text::hex;
use vault::WhyMade;

/// What the person at the console needs to know.
pub(super) fn announce(
    settings: &Settings,
    counter: &Counter,
    bound: &Bound,
    shown: Option<&Shown>,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "Sportello {}", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "Indirizzo / address:        http://{}/", reachable(bound.address))?;
    writeln!(out, "Cartella dati / data folder: {}", settings.data.display())?;
    match (&bound.open, shown) {
        (Some(open), Some(shown)) => others(&mut out, open, shown)?,
        _ if !bound.address.ip().is_loopback() => writeln!(
            out,
            "In chiaro, per il proxy che davanti parla TLS: nessun altro deve raggiungere questa porta. / In clear, for the proxy that speaks TLS in front: nobody else is to reach this port."
        )?,
        _ => {}
    }
    if settings.demo {
        writeln!(
            out,
            "\nESERCITAZIONE: nessun foglio ha valore / DRILL: no paper is valid. Operatori / operators:"
        )?;
        for operator in demo::OPERATORS {
            writeln!(
                out,
                "  {:<8} PIN {:<8} {} ({})",
                operator.login, operator.pin, operator.name, operator.roles
            )?;
        }
    }
    if settings.demo {
        writeln!(out, "  codice di recupero / recovery code: {}", *demo::recovery_code().print())?;
    }
    match counter.phase() {
        Phase::Empty | Phase::SettingUp => writeln!(
            out,
            "\nPrima installazione: aprire l’indirizzo e usare il codice / first run, code: {}",
            counter.setup_code()
        )?,
        Phase::Locked => writeln!(
            out,
            "\n{}\nChiuso: sbloccare dalla pagina o con «sportello unlock» / locked: unlock on the page or with `sportello unlock`.\nSe nessuna chiave apre / if no key opens: {}",
            counter.why_locked().map(|why| both(&why.told())).unwrap_or_default(),
            counter.setup_code()
        )?,
        Phase::Damaged(words) => writeln!(out, "\n{words}")?,
        Phase::Open(_) | Phase::Opening(_) => {}
    }
    out.flush()
}

/// How other computers reach it, and what they compare.
fn others(out: &mut impl Write, open: &Open, shown: &Shown) -> io::Result<()> {
    let addresses = addresses(open);
    writeln!(out, "Altri computer / others:    {}", addresses.join("  "))?;
    writeln!(
        out,
        "Impronta del certificato / fingerprint of the certificate (SHA-256):\n  {}",
        hex::pairs(&shown.certificate.fingerprint())
    )?;
    for news in &shown.news {
        writeln!(out, "  {}", told(news))?;
    }
    Ok(())
}

fn told(news: &News) -> String {
    match news {
        News::Key(WhyMade::None) => {
            "Chiave di TLS fatta ora, di questo computer soltanto. / Key of TLS made now, of this computer only.".to_owned()
        }
        News::Key(WhyMade::SetAside(path)) => format!(
            "La chiave di TLS non si leggeva: messa da parte, fatta di nuovo. / The key of TLS could not be read: set aside, made anew. {}",
            path.display()
        ),
        News::Made(why) => {
            let (it, en) = match why {
                Why::First => ("primo di questa chiave", "the first of this key"),
                Why::Time => ("quello di prima scadeva", "the one before was ending"),
                Why::Names => ("sono cambiati i nomi in hosts", "the names in hosts changed"),
            };
            format!(
                "Certificato fatto ora ({it}): gli altri computer lo confrontano di nuovo, pagina Postazione. / Certificate made now ({en}): other computers compare it again, page Station."
            )
        }
        News::NotKept(why) => format!(
            "Chiave o certificato di TLS non si scrivono ({why}): valgono fino al prossimo avvio, poi gli altri computer confrontano di nuovo. Liberare spazio. / Key or certificate of TLS cannot be written ({why}): they hold until the next start, then other computers compare again. Make room."
        ),
        News::NotOfRoot(why) => format!(
            "Il certificato fatto dalla radice non si usa ({why}): sportello keys request --host. / The certificate made by the root is not used ({why})."
        ),
        News::Renew(what) => format!(
            "Il certificato fatto dalla radice è da rinnovare ({what}): sportello keys request --host. / The certificate made by the root is to be renewed ({what})."
        ),
    }
}

fn both(told: &Bilingual) -> String {
    format!("{} / {}", told.it, told.en)
}
