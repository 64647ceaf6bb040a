use std::fmt::Write as _;

use proptest::prelude::*;

use super::numbers::field_of;
use super::worksheet::Which;
use super::{Imported, SheetKind, TypedBridge, TypedCorrection, TypedNumbers};
use crate::error::DeskError;
use crate::outage::reserved_numbers::{ActPlace, PaperActKind, RecordPaperAct};
use crate::parts::session::Session;
use crate::tests::{Sample, day, moment};
use domain::centre::recovery::Way;
use domain::ids::id::{CentreId, EntryId};
use domain::ids::number::Number;

/// A counter with some entries, and the protocol's worksheet.
struct Bridged {
    sample: Sample,
    outage: crate::outage::shown::OutageView,
    who: Session,
    bridge: CentreId,
    entries: Vec<EntryId>,
}

impl Bridged {
    fn new(entries: usize) -> Self {
        let sample = Sample::new();
        let outage = sample.open("2026-11-21 08:00");
        let entries = (0..entries).map(|_| sample.issue().entry.id).collect();
        let who = sample.supervisor();
        let typed = TypedBridge {
            name: "Protocollo".to_owned(),
            kind: SheetKind::Protocol,
            register: "PG".to_owned(),
        };
        let bridge = sample.desk().set_bridge(&who, &typed).unwrap();
        Self { sample, outage, who, bridge, entries }
    }

    fn note(&self, numbers: &[(usize, &str)]) -> Result<usize, DeskError> {
        let numbers = numbers.iter().map(|(at, number)| (self.entries[*at], (*number).to_owned()));
        let typed = TypedNumbers { date: Some(day("2026-11-21")), numbers: numbers.collect(), checked: true };
        self.sample.desk().note_numbers(&self.who, self.bridge, &typed)
    }

    fn import(&self, csv: &str) -> Result<Imported, DeskError> {
        self.sample.desk().import_numbers(&self.who, self.bridge, csv.as_bytes(), None, true)
    }

    fn number(&self, at: usize) -> Number {
        self.sample.desk().entry(&self.who, self.entries[at]).unwrap().entry.number
    }

    fn ordinary(&self, at: usize) -> Option<String> {
        let view = self.sample.desk().entry(&self.who, self.entries[at]).unwrap();
        view.recovery.ordinary().map(ToString::to_string)
    }

    fn waiting(&self) -> usize {
        self.sample.desk().worksheet(&self.who, self.bridge, Which::Waiting(0)).unwrap().waiting
    }
}

fn told(refused: DeskError) -> Vec<(String, String)> {
    let DeskError::Fields(problems) = refused else { panic!("{refused}") };
    problems.into_iter().map(|one| (one.field, one.told.it)).collect()
}

#[test]
fn a_worksheet_lists_what_is_to_be_typed_in_register_order() {
    let bridged = Bridged::new(3);
    let sheet = bridged.sample.desk().worksheet(&bridged.who, bridged.bridge, Which::Waiting(2)).unwrap();
    assert_eq!((sheet.lines.len(), sheet.waiting, sheet.noted), (2, 3, 0));
    let first = &sheet.lines[0];
    assert_eq!(first.number.serial(), 1);
    assert_eq!(
        first.cells[..7],
        [
            first.number.to_string(),
            "21/11/2026".to_owned(),
            "09:00".to_owned(),
            "uscita".to_owned(),
            "D'Àngelo Župančič Maria Chiara".to_owned(),
            String::new(),
            "Certificato di nascita: D'Àngelo Župančič Maria Chiara, n. 14/03/1987".to_owned(),
        ]
    );
    assert!(first.cells[7].contains("art. 63"), "{}", first.cells[7]);
    assert!(bridged.sample.desk().worksheet(&bridged.sample.clerk(), bridged.bridge, Which::All).is_err());
}

#[test]
fn an_entry_with_its_number_is_recovered_stays_so_and_lets_the_outage_be_archived() {
    let mut bridged = Bridged::new(2);
    assert_eq!(bridged.note(&[(0, "0004711")]).unwrap(), 1);
    let view = bridged.sample.desk().entry(&bridged.who, bridged.entries[0]).unwrap();
    assert_eq!((view.way, bridged.ordinary(0).as_deref()), (Way::Recovered, Some("PG 0004711/2026")));
    let line = view.history.last().unwrap();
    assert!(line.what.it.contains("PG 0004711/2026") && line.by == bridged.who.name, "{line:?}");
    assert_eq!(bridged.sample.desk().recovery().not_recovered, 1);
    bridged.note(&[(1, "4712")]).unwrap();
    let id = bridged.outage.opening.outage;
    let aftermath = bridged.sample.desk().aftermath(&bridged.who, id).unwrap();
    assert_eq!(aftermath.lines[1].way, Way::Recovered);
    assert_eq!(aftermath.cases.issued.cells(), [0, 0, 2, 0], "a protocol office compares nothing");
    let obstacles: Vec<String> = aftermath.obstacles.iter().map(|one| one.words().it).collect();
    assert!(!obstacles.iter().any(|told| told.contains("registrazioni")), "{obstacles:?}");
    bridged.sample.restart();
    bridged.who = bridged.sample.supervisor();
    assert_eq!((bridged.ordinary(1).as_deref(), bridged.waiting()), (Some("PG 4712/2026"), 0));
    assert_eq!(bridged.sample.desk().recovery().not_recovered, 0);
}

#[test]
fn a_number_stands_once_and_the_same_again_is_no_fault() {
    let bridged = Bridged::new(3);
    let field = |at: usize| field_of(bridged.entries[at]);
    let wrong = told(bridged.note(&[(0, "7"), (1, "7")]).unwrap_err());
    assert_eq!(wrong.len(), 1);
    assert!(wrong[0].0 == field(1) && wrong[0].1.contains("due volte"), "{wrong:?}");
    assert_eq!(bridged.waiting(), 3, "all or none");
    bridged.note(&[(0, "7")]).unwrap();
    assert_eq!(bridged.note(&[(0, "7")]).unwrap(), 0);
    assert!(told(bridged.note(&[(0, "8")]).unwrap_err())[0].1.contains("ha già il numero PG 7/2026"));
    assert!(told(bridged.note(&[(1, "7")]).unwrap_err())[0].1.contains("è già della registrazione"));
    assert!(told(bridged.note(&[(1, "due 2")]).unwrap_err())[0].1.contains("cifre"));
    let typed =
        |date| TypedNumbers { date, numbers: vec![(bridged.entries[1], "9".to_owned())], checked: true };
    let note = |date: Option<&str>| {
        let typed = typed(date.map(day));
        told(bridged.sample.desk().note_numbers(&bridged.who, bridged.bridge, &typed).unwrap_err())
    };
    assert!(note(Some("2026-11-22"))[0].1.contains("futuro"));
    assert!(note(Some("2026-11-20"))[0].1.contains("prima della registrazione"));
    assert_eq!(note(None)[0].0, "date");
    assert!(bridged.note(&[(1, " ")]).is_err());
}

#[test]
fn a_centre_keeps_its_own_count_of_what_it_was_given() {
    let bridged = Bridged::new(2);
    bridged.note(&[(0, "7")]).unwrap();
    let other = TypedBridge {
        name: "Nuovo protocollo".to_owned(),
        kind: SheetKind::Protocol,
        register: "NP".to_owned(),
    };
    let desk = bridged.sample.desk();
    let other = desk.set_bridge(&bridged.who, &other).unwrap();
    let waiting: Vec<usize> = desk.bridges_waiting().unwrap().iter().map(|(_, waiting)| *waiting).collect();
    assert_eq!(waiting.iter().sum::<usize>(), 1 + 2);
    let typed = TypedNumbers {
        date: Some(day("2026-11-21")),
        numbers: vec![(bridged.entries[0], "70".to_owned())],
        checked: true,
    };
    assert_eq!(desk.note_numbers(&bridged.who, other, &typed).unwrap(), 1);
    assert_eq!(desk.worksheet(&bridged.who, other, Which::Waiting(9)).unwrap().waiting, 1);
    assert_eq!(desk.recovery().not_recovered, 1, "one centre that has it is enough");
    desk.remove_bridge(&bridged.who, other).unwrap();
    assert!(desk.worksheet(&bridged.who, other, Which::All).is_err());
}

#[test]
fn a_file_is_taken_whole_or_not_at_all_and_names_line_and_cell() {
    let bridged = Bridged::new(3);
    let (one, two, three) = (bridged.number(0), bridged.number(1), bridged.number(2));
    let csv = format!(
        "{one};7;21/11/2026\r\nEM99-2026-0000001;8;21/11/2026\r\n{two};9;31/02/2026\r\n{three};7;2026-11-21\r\n"
    );
    let wrong = told(bridged.import(&csv).unwrap_err());
    assert!(wrong.iter().all(|(field, _)| field == "file"));
    assert!(wrong[0].1.starts_with("Riga 2, numero_emergenza"), "{wrong:?}");
    assert!(wrong[1].1.starts_with("Riga 3, data_ordinaria"), "{wrong:?}");
    let twice = format!("{one};7;21/11/2026\n{two};7;21/11/2026\n");
    assert!(told(bridged.import(&twice).unwrap_err())[0].1.starts_with("Riga 2, numero_ordinario"));
    let year =
        format!("numero_emergenza;numero_ordinario;anno_ordinario;data_ordinaria\n{one};7;2025;21/11/2026\n");
    assert!(told(bridged.import(&year).unwrap_err())[0].1.starts_with("Riga 2, anno_ordinario"));
    assert_eq!(bridged.waiting(), 3);
    let good = format!("{one};7;21/11/2026\n{two};8;20261121\n{three};;\n");
    assert!(bridged.import(&good).is_err(), "20261121 is no day");
    let good = format!("{one};7;21/11/2026\n{two};8;21112026\n{three};;\n");
    assert_eq!(bridged.import(&good).unwrap(), Imported { noted: 2, had: 0, empty: 1 });
    assert_eq!(bridged.import(&good).unwrap(), Imported { noted: 0, had: 2, empty: 1 });
    assert!(bridged.import("").is_err());
}

#[test]
fn a_line_with_only_a_year_takes_the_day_that_was_typed_beside_the_file() {
    let bridged = Bridged::new(1);
    let csv = format!("{};7;2026\n", bridged.number(0));
    assert!(told(bridged.import(&csv).unwrap_err())[0].1.contains("manca il giorno"));
    let date = Some(day("2026-11-21"));
    let done = bridged.sample.desk().import_numbers(&bridged.who, bridged.bridge, csv.as_bytes(), date, true);
    assert_eq!(done.unwrap().noted, 1);
}

#[test]
fn the_worksheet_comes_back_filled_in() {
    let bridged = Bridged::new(3);
    bridged.note(&[(1, "12")]).unwrap();
    let desk = bridged.sample.desk();
    let (name, csv) = desk.worksheet_csv(&bridged.who, bridged.bridge).unwrap();
    assert_eq!(name, "foglio-EM01-PG.csv");
    let csv = String::from_utf8(csv).unwrap();
    let filled: Vec<String> = csv
        .lines()
        .enumerate()
        .map(|(at, line)| match line.strip_suffix("PG;;") {
            Some(line) => format!("{line}PG;{};21/11/2026", 40 + at),
            None => line.to_owned(),
        })
        .collect();
    let done = bridged.import(&filled.join("\n")).unwrap();
    assert_eq!(done, Imported { noted: 2, had: 1, empty: 0 });
    assert_eq!(bridged.ordinary(2).as_deref(), Some("PG 43/2026"));
    let (_, again) = desk.worksheet_csv(&bridged.who, bridged.bridge).unwrap();
    let done = desk.import_numbers(&bridged.who, bridged.bridge, &again, None, true).unwrap();
    assert_eq!(done, Imported { noted: 0, had: 3, empty: 0 });
    assert!(desk.worksheet_pdf(&bridged.who, bridged.bridge).unwrap().bytes.starts_with(b"%PDF-"));
}

#[test]
fn what_looks_strange_is_shown_and_noted_only_when_it_was_checked() {
    let bridged = Bridged::new(3);
    let (one, two) = (bridged.number(0), bridged.number(1));
    let desk = bridged.sample.desk();
    let file = format!("{two},12-dic,21/11/2026\n{one},0000100,21/11/2026\n");
    let proposal = desk.propose_numbers(&bridged.who, bridged.bridge, file.as_bytes(), None).unwrap();
    assert_eq!((proposal.fresh(), proposal.doubtful(), bridged.waiting()), (2, 1, 3));
    assert_eq!((proposal.numbers[0].cells.as_str(), proposal.numbers[0].line), ("12-dic; 21/11/2026", 1));
    let carried = proposal.carried();
    let import =
        |checked| desk.import_numbers(&bridged.who, bridged.bridge, carried.as_bytes(), None, checked);
    assert_eq!(told(import(false).unwrap_err())[0].0, "checked");
    assert_eq!(import(true).unwrap(), Imported { noted: 2, had: 0, empty: 0 });
    // Typed by hand it is the same; and the same number, written in another way, is nobody else's.
    let typed = |number: &str, checked| TypedNumbers {
        date: Some(day("2026-11-21")),
        numbers: vec![(bridged.entries[2], number.to_owned())],
        checked,
    };
    let note = |number, checked| desk.note_numbers(&bridged.who, bridged.bridge, &typed(number, checked));
    let fields: Vec<String> = told(note("dic-26", false).unwrap_err()).into_iter().map(|one| one.0).collect();
    assert_eq!(fields, [field_of(bridged.entries[2]), "checked".to_owned()]);
    assert!(told(note("100", true).unwrap_err())[0].1.contains(&one.to_string()));
    assert_eq!(bridged.waiting(), 1);
}

#[test]
fn a_number_noted_wrongly_is_put_right_and_stays_in_the_history() {
    let bridged = Bridged::new(2);
    bridged.note(&[(0, "dic-26"), (1, "12/27")]).unwrap();
    let desk = bridged.sample.desk();
    let right = |number: &str, reason: &str| TypedCorrection {
        number: number.to_owned(),
        date: Some(day("2026-11-21")),
        reason: reason.to_owned(),
        checked: false,
    };
    let correct = |typed| desk.correct_noted_number(&bridged.who, bridged.entries[0], &typed);
    let field = |typed| told(correct(typed).unwrap_err())[0].0.clone();
    assert_eq!(field(right("12/26", "")), "reason");
    assert_eq!(field(right("dic-26", "letto male")), "number", "the same");
    assert_eq!(field(right("12/27", "letto male")), "number", "the other’s");
    assert_eq!(field(right("12-dic", "letto male")), "number", "strange");
    let clerk = desk.correct_noted_number(&bridged.sample.clerk(), bridged.entries[0], &right("12/26", "io"));
    assert!(clerk.is_err(), "not everybody’s to decide");
    correct(right("12/26", "una data del foglio di calcolo")).unwrap();
    assert_eq!(bridged.ordinary(0).as_deref(), Some("PG 12/26/2026"));
    let view = desk.entry(&bridged.who, bridged.entries[0]).unwrap();
    let corrections = view.recovery.corrections();
    let [correction] = &corrections[..] else { panic!("{:?}", view.recovery) };
    assert_eq!((correction.before.number.as_str(), &correction.by), ("dic-26", &bridged.who.name));
    assert_eq!((view.way, bridged.waiting()), (Way::Recovered, 0));
    assert!(view.history.last().unwrap().what.it.contains("prima PG dic-26/2026"));
    // What was let go is the other's, if it was from the beginning; the other way round it goes on.
    correct(right("12/28", "ancora")).unwrap();
    let freed = right("12/26", "le righe erano spostate");
    desk.correct_noted_number(&bridged.who, bridged.entries[1], &freed).unwrap();
    assert_eq!(
        [bridged.ordinary(0), bridged.ordinary(1)],
        ["PG 12/28/2026", "PG 12/26/2026"].map(|one| Some(one.to_owned()))
    );
}

fn act(sample: &Sample, surname: &str, formed: &str) -> EntryId {
    let act = RecordPaperAct {
        id: EntryId::new(sample.desk().mint()),
        number: None,
        kind: PaperActKind::Birth,
        surname: surname.to_owned(),
        given_names: "Ada".to_owned(),
        formed: moment(formed),
        place: ActPlace {
            part: "I".to_owned(),
            series: "A".to_owned(),
            number: " 12 ".to_owned(),
            transcribed: true,
            ..ActPlace::default()
        },
        note: String::new(),
    };
    sample.desk().record_paper_act(&sample.clerk(), act).unwrap().entry.id
}

#[test]
fn civil_status_acts_go_in_order_with_the_reason_of_their_outage() {
    let bridged = Bridged::new(1);
    let sample = &bridged.sample;
    let acts = [act(sample, "Uno", "2026-11-21 08:30"), act(sample, "Due", "2026-11-21 08:07")];
    let typed =
        TypedBridge { name: "ANSC".to_owned(), kind: SheetKind::CivilStatus, register: String::new() };
    let desk = sample.desk();
    let ansc = desk.set_bridge(&bridged.who, &typed).unwrap();
    let sheet = desk.worksheet(&bridged.who, ansc, Which::Waiting(9)).unwrap();
    assert_eq!((sheet.lines.len(), sheet.year_end), (2, None), "certificates do not go there");
    let cell = |line: usize, code: &str| {
        let at = sheet.columns.iter().position(|column| column.code == code).unwrap();
        sheet.lines[line].cells[at].clone()
    };
    assert_eq!(cell(0, "idAttoCartaceo"), "EM01S-2026-0000001");
    assert_eq!(
        (cell(1, "dataDecorrenza"), cell(1, "oraDecorrenza"), cell(1, "minutoDecorrenza")),
        ("2026-11-21".into(), "08".into(), "07".into())
    );
    assert_eq!(cell(0, "motivoRecupero"), "1");
    let place = ["comune", "ufficio", "anno", "parte", "serie", "numero_atto", "volume", "trascritto"];
    let expected = ["Valdorè", "Servizi demografici", "2026", "I", "A", "12", "", "sì"];
    assert_eq!(place.map(|code| cell(0, code)), expected);
    assert_eq!(cell(0, "descrizioneMotivoRecupero"), "Indisponibilità del sistema gestionale");
    assert_eq!(cell(0, "nota"), "");
    act(sample, "Țurcanu", "2026-11-21 08:31");
    let third = desk.worksheet(&bridged.who, ansc, Which::Waiting(9)).unwrap().lines[2].cells.clone();
    let at = sheet.columns.iter().position(|column| column.code == "nota").unwrap();
    assert!(third[at].contains("lettere che ANPR non prende"), "{third:?}");
    let note = |at: usize, number: &str| {
        let numbers = vec![(acts[at], number.to_owned())];
        desk.note_numbers(
            &bridged.who,
            ansc,
            &TypedNumbers { date: Some(day("2026-11-21")), numbers, checked: true },
        )
    };
    assert!(told(note(1, "2026-1003-11-043023").unwrap_err())[0].1.contains("in ordine"));
    assert!(told(note(0, "1002").unwrap_err())[0].1.contains("2026-1002-10-043023"));
    note(0, "2026-1002-10-043023").unwrap();
    note(1, "2026-1003-11-043023").unwrap();
    let view = desk.entry(&bridged.who, acts[1]).unwrap();
    assert_eq!(view.recovery.ordinary().unwrap().to_string(), "ANSC 1003-11-043023/2026");
    assert!(desk.worksheet_pdf(&bridged.who, ansc).is_ok());
}

#[test]
fn acts_not_entered_are_warned_of_from_the_twentieth_of_december() {
    let bridged = Bridged::new(0);
    act(&bridged.sample, "Uno", "2026-11-21 08:30");
    let typed =
        TypedBridge { name: "ANSC".to_owned(), kind: SheetKind::CivilStatus, register: String::new() };
    let desk = bridged.sample.desk();
    let ansc = desk.set_bridge(&bridged.who, &typed).unwrap();
    let warned = |at: &str| {
        bridged.sample.at_time(at);
        let who = bridged.sample.supervisor();
        desk.worksheet(&who, ansc, Which::Waiting(9)).unwrap().year_end.map(|near| near.told().it)
    };
    assert_eq!(warned("2026-12-19 23:59"), None);
    assert!(warned("2026-12-20 00:00").unwrap().contains("Mancano 12 giorni"));
    assert!(warned("2027-01-01 00:00").unwrap().contains("anno già finito"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]
    #[test]
    fn any_file_is_refused_whole_or_gives_each_entry_one_number_and_each_number_one_entry(
        lines in prop::collection::vec((0_usize..5, 0_u32..6, 0_u32..3), 0..8)
    ) {
        let bridged = Bridged::new(3);
        let mut csv = String::new();
        for (at, number, day) in &lines {
            let emergency = bridged.entries.get(*at).map_or("EM99-2026-0000001".to_owned(), |_| bridged.number(*at).to_string());
            let day = ["21/11/2026", "2026-11-21", "22/11/2026"][*day as usize];
            writeln!(csv, "{emergency};{number};{day}").unwrap();
        }
        let taken = bridged.import(&csv);
        let numbers: Vec<String> = (0..3).filter_map(|at| bridged.ordinary(at)).collect();
        let distinct: std::collections::BTreeSet<&String> = numbers.iter().collect();
        prop_assert_eq!(distinct.len(), numbers.len());
        match taken {
            Ok(done) => prop_assert_eq!(done.noted, numbers.len()),
            Err(_) => prop_assert!(numbers.is_empty()),
        }
    }
}
