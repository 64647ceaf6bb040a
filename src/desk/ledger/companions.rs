//! What goes with the journal on the second copy: everything a dead computer takes along.

use std::path::PathBuf;
use std::sync::Arc;

use domain::ids::id::StationId;
use domain::journal::event::Exercise;
use extract;
use journal::{Companion, Companions, Files, Proof};
use vault::{KeyHome, KeyPassword, KeyRing, SigningKey, blobs};

use super::codes;
use super::desk::place;
use super::lives::{self, Lineage};
use super::premises::Premises;
use super::spare_start::{self, SpareStart};

/// Folder of the journals of lives before, in a copy.
pub(crate) const BEFORE: &str = "before";
/// Folder of the keys of lives after the first, in a copy.
pub(crate) const LATER_KEYS: &str = "later-keys";
/// The settings, without the paths of this computer.
pub(crate) const SETTINGS: &str = "sportello.toml";

/// Of a station whose living journal belongs to `living`.
pub(super) fn of(
    premises: &Premises,
    lineage: &Lineage,
    keys: &Arc<KeyRing>,
    living: StationId,
) -> Companions {
    let first = keys.station();
    let data = |name: &str| premises.folder.join(name);
    let mut all = vec![
        Companion::Said { to: "LEGGIMI.txt", text: Arc::from(read_me(&SpareStart::of(premises))) },
        Companion::File { from: data(codes::FILE), to: codes::FILE },
        Companion::File { from: data(lives::LIVING), to: lives::LIVING },
        kept(data(KeyHome::FOLDER), KeyHome::FOLDER.to_owned(), Files::Edited),
        kept(data(place::BLOBS), place::BLOBS.to_owned(), Files::Fixed),
        mirrored(data(place::EXTRACT), place::EXTRACT, Files::Fixed),
        Companion::File { from: data(SETTINGS_FOR_COPY), to: SETTINGS },
    ];
    for life in lineage.later().iter().chain((living != first).then_some(&living)) {
        let from = lineage.key_folder(first, *life).join(KeyHome::FOLDER);
        all.push(kept(from, format!("{LATER_KEYS}/{life}"), Files::Edited));
    }
    for (station, folder) in lineage.all(first).into_iter().filter(|(station, _)| *station != living) {
        all.push(kept(folder, format!("{BEFORE}/{station}"), Files::Fixed));
        // What is erased when its time is over does not stay on a stick because a life ended.
        all.push(Companion::Erased { from: data(place::BLOBS), to: place::BLOBS, of: station });
    }
    if let Some(forms) = &premises.forms {
        all.push(mirrored(forms.clone(), "forms", Files::Edited));
    }
    if let Some(program) = &premises.program {
        let name = program.file_name().map_or_else(|| "sportello".into(), |name| name.to_string_lossy());
        all.push(Companion::Shared { from: program.clone(), to: name.to_string() });
        // The one for the other system, where it was put beside this one.
        let other = program.with_file_name(spare_start::other(&name));
        if other.is_file() {
            let name = other.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            all.push(Companion::Shared { from: other, to: name });
        }
    }
    Companions { all, told: premises.told.clone(), proof: proof(Arc::clone(keys)) }
}

/// How sealed files prove that they are as they were written.
fn proof(keys: Arc<KeyRing>) -> Proof {
    Proof::by(move |place, bytes| {
        let (kind, below) = place.split_once('/')?;
        let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
        match kind {
            place::BLOBS => {
                let first = folder.rsplit('/').next().filter(|first| first.len() == 2)?;
                Some(blobs::is_whole(&keys, &format!("{first}{name}"), bytes))
            }
            place::EXTRACT => extract::is_whole(&keys, name, bytes),
            KeyHome::FOLDER | LATER_KEYS if name.ends_with(KeyHome::KEY_ENDING) => {
                let password = keys.station_seed();
                let pem = std::str::from_utf8(bytes).ok();
                let key = pem.map(|pem| SigningKey::from_encrypted_pem(pem, KeyPassword::Derived(&password)));
                Some(key.is_some_and(|key| key.is_ok()))
            }
            _ => None,
        }
    })
}

fn kept(from: PathBuf, to: String, files: Files) -> Companion {
    Companion::Kept { from, to, files }
}

fn mirrored(from: PathBuf, to: &str, files: Files) -> Companion {
    Companion::Mirrored { from, to: to.to_owned(), files }
}

/// The settings as a copy takes them, in the data folder.
pub const SETTINGS_FOR_COPY: &str = "sportello-copy.toml";

/// How the copy is used, in the window of commands and on the pages.
fn read_me(start: &SpareStart) -> String {
    let typed = |it: &str, lines: Vec<String>| {
        let lines = lines.iter().fold(String::new(), |all, line| all + "        " + line + "\n");
        format!("    {it}:\n{lines}")
    };
    let linux = start.on_linux().map(|lines| typed("Linux", lines.to_vec())).unwrap_or_default();
    let windows = start.on_windows().map(|line| typed("Windows", vec![line])).unwrap_or_default();
    let nothing = if linux.is_empty() && windows.is_empty() {
        "    (il programma non e' sulla chiavetta: avviare quello del computer con / start the computer's own with:\n        sportello serve)\n"
    } else {
        ""
    };
    let (drill, page, pages) = match start.exercise() {
        Exercise::Real => ("", PAGE, PAGES),
        Exercise::Drill => (
            "ESERCITAZIONE: le copie di questa chiavetta non hanno valore. / DRILL: no copy here is valid.\n\n",
            DRILL_PAGE,
            DRILL_PAGES,
        ),
    };
    format!(
        "{drill}SPORTELLO - SECONDA COPIA\n\n\
Questa chiavetta contiene tutto di una o piu' postazioni di emergenza, cifrato. Si apre con il codice di recupero\n\
stampato (sette gruppi di quattro, in cassaforte).\n\n\
SE IL COMPUTER DELLO SPORTELLO E' ROTTO:\n\
 1. Inserire questa chiavetta in un altro computer. Il vecchio resti spento.\n\
 2. Aprire una finestra dei comandi (terminale) in questa cartella, quella di questo file, e scrivere riga per riga:\n\
{linux}{windows}{nothing}{page}\
 5. Gli operatori entrano con il loro nome e PIN di sempre.\n\n\
NON cancellare e non modificare questi file.\n\n\
SPORTELLO - SECOND COPY\n\n\
Everything of one or more emergency stations, encrypted; the printed recovery code opens it. If the counter's computer\n\
is broken: put this stick into another one, open a terminal in this folder, type the lines above{pages}\n"
    )
}

const PAGE: &str = "3. Aprire in un browser l'indirizzo che compare e scegliere \"Da una seconda copia\".\n\
4. Indicare la cartella della chiavetta e seguire la pagina: codice della finestra, codice di recupero, che cosa e'\n    \
successo al computer vecchio. Il registro continua con un codice nuovo, che fa il programma.\n";
const PAGES: &str = ", open the address that\nis printed and choose \"From a second copy\".";
const DRILL_PAGE: &str = "3. Si legge che cosa contiene la copia. Per riprenderla, la stessa riga con in fondo:\n        \
--fate destroyed --name \"NOME COGNOME\" --reason \"PERCHE'\"\n    \
poi il codice di recupero e una frase di sblocco nuova.\n\
4. Avviare con: serve --demo al posto di restore e di cio' che segue.\n";
const DRILL_PAGES: &str = "; then the same line with\n--fate, --name, --reason at its end; then with serve --demo in place of restore and the rest.";
