//! One word for one thing, one form of verb on what is pressed, agreement: held over all templates and message tables of the
//! screens.

use std::path::{Path, PathBuf};

/// What is pressed and is no verb: an answer, a place one goes to, a thing that begins.
const NO_VERBS: [&str; 58] = [
    "Sì,",
    "No:",
    "No,",
    "Non",
    "Indietro",
    "Fatto",
    "Finito:",
    "Ne ho",
    "È ",
    "Avanti",
    "Va bene",
    "Da una",
    "Chi ",
    "Che cosa",
    "Nuovo documento",
    "Nuovo foglio",
    "Nuovo codice",
    "Nuova chiave",
    "Inizio",
    "Registro",
    "Richiamate",
    "Interruzion",
    "Modello",
    "Verbale",
    "Correlazione",
    "Vite del",
    "Prima installazione",
    "Postazione",
    "Autocertificazione",
    "Persona non",
    "Un’altra persona",
    "Al riversamento",
    "Foglio di lavoro",
    "Centro senza",
    "Senza rete",
    "Far ",
    "Copia",
    "Tutti",
    "Tutte",
    "Altre righe",
    "Consigliato",
    "Chiamata fatta",
    "Giorno prima",
    "Giorno dopo",
    "Usciti tutti",
    "Solo questo",
    "Stampa o altro",
    "Tutto il",
    "Il foglio è",
    "Il numero era",
    "Rovinato:",
    "Nessuno:",
    "Stessa persona",
    "Prossima persona",
    "Dati",
    "Esiti per",
    "Ho letto",
    "Atti precedenti",
];

/// The accounts of the centre are called so; a counter has operators.
const ACCOUNTS: &str = "web/centre/";

/// Words that are said no more, and what is said instead.
const INSTEAD: [(&str, &str); 16] = [
    ("Emergenza aperta", "Interruzione aperta"),
    ("EMERGENZA da", "INTERRUZIONE da"),
    ("odice di verifica", "codice di controllo"),
    ("uova pratica", "documento, bozza"),
    ("utenza", "operatore"),
    ("Utenze", "operatori"),
    ("risultano in funzione", "nothing: it is not measured"),
    ("nome utente", "nome di accesso"),
    ("Dalle oggi", "dalle ore … di oggi"),
    ("scaduta da oggi", "scaduta dalle ore …"),
    ("giorni fa\", \"days ago\") }}</", "when::days_ago"),
    ("1 giorni", "ieri"),
    ("1 trovati", "1 trovato"),
    ("\"Annulla\", \"Cancel\"", "Indietro"),
    ("inserisci", "inserire"),
    ("hint hh:mm", "oo:mm"),
];

fn sources(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, ending, found);
        } else if path.extension().is_some_and(|one| one == ending) {
            found.push(path);
        }
    }
}

fn of_the_screens(endings: &[&str]) -> Vec<(String, String)> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web");
    let mut found = Vec::new();
    for ending in endings {
        sources(&web, ending, &mut found);
    }
    found.sort();
    assert!(found.len() > 50);
    let read = |path: PathBuf| (path.display().to_string(), std::fs::read_to_string(&path).unwrap());
    found.into_iter().map(read).collect()
}

/// The Italian of `l.t("…", "…")` inside what is pressed.
fn pressed(template: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (open, close) in [("<button", "</button>"), ("<a class=\"button", "</a>")] {
        for part in template.split(open).skip(1) {
            let Some(inner) = part.split_once('>').and_then(|(_, rest)| rest.split_once(close)) else {
                continue;
            };
            let said = inner.0.split_once("l.t(\"").and_then(|(_, rest)| rest.split_once('"'));
            words.extend(said.map(|(words, _)| words.to_owned()));
        }
    }
    words
}

fn is_infinitive(words: &str) -> bool {
    let first = words.split([' ', ',', ':']).next().unwrap_or_default();
    ["are", "ere", "ire", "rre", "rsi", "rlo", "rla", "rli", "rle"]
        .iter()
        .any(|ending| first.ends_with(ending))
}

#[test]
fn what_is_pressed_is_said_in_the_infinitive() {
    let mut wrong = Vec::new();
    for (name, template) in of_the_screens(&["html"]) {
        for words in pressed(&template) {
            if !is_infinitive(&words) && !NO_VERBS.iter().any(|one| words.starts_with(one)) {
                wrong.push(format!("{name}: {words}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_thing_has_one_word() {
    let mut wrong = Vec::new();
    for (name, text) in of_the_screens(&["html", "rs"]) {
        for (word, instead) in INSTEAD {
            if name.contains(ACCOUNTS) && word.to_lowercase().starts_with("utenz") {
                continue;
            }
            for line in
                text.lines().filter(|line| line.contains(word) && !line.trim_start().starts_with("//"))
            {
                wrong.push(format!("{name}: «{word}» → {instead}: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
