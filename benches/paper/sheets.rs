//! Sheets drawn by the benches and the tests of the papers: invented people, papers of every length.

use sportello::paper::{
    Align, Block, Column, Fact, FootLine, Footer, Letterhead, Matrix, NumberBox, Row, Sheet, Signature,
    Signer, Table, Text, Total,
};

/// Name of the invented municipality.
pub const MUNICIPALITY: &str = "Comune di Valdorè";

fn head() -> Letterhead {
    Letterhead {
        municipality: MUNICIPALITY.into(),
        office: vec![
            "Provincia di Pordenone".into(),
            "Servizi demografici · Ufficio dello stato civile".into(),
        ],
        ..Letterhead::default()
    }
}

fn foot() -> Footer {
    Footer {
        lines: vec![
            FootLine::new("Codice di controllo", "7KQM-3XWT"),
            FootLine::new("Per conferma:", "tel. 0999 123456, indicando numero e codice di controllo."),
        ],
        code: None,
    }
}

fn number() -> NumberBox {
    NumberBox {
        caption: "registro di emergenza".into(),
        number: "EM01-2026-0000032".into(),
        moment: "sabato 21 novembre 2026, ore 10:42".into(),
    }
}

/// A birth certificate of this person.
pub fn certificate(surname: &str, name: &str, place: &str) -> Sheet {
    let act = Text::new()
        .plain("L'ufficiale dello stato civile, visto l'atto n. ")
        .value("act_number", "128")
        .plain(", parte ")
        .value("act_part", "I")
        .plain(", serie ")
        .value("act_series", "A")
        .plain(", anno ")
        .value("act_year", "1987")
        .plain(" dei registri degli atti di nascita di questo Comune, ")
        .bold("certifica")
        .plain(" che");
    Sheet {
        language: "it-IT".into(),
        title: "Certificato di nascita".into(),
        letterhead: head(),
        number: Some(number()),
        blocks: vec![
            Block::Title {
                text: "Certificato di nascita".into(),
                subtitle: "art. 106 e seguenti, DPR 3 novembre 2000, n. 396".into(),
            },
            Block::Paragraph(act),
            Block::Facts(vec![
                Fact::new("surname", "cognome", surname),
                Fact::new("name", "nome", name),
                Fact::new("sex", "sesso", "F"),
                Fact::new("birth_date", "è nata il", "14 marzo 1987, ore 6:35"),
                Fact::new("birth_place", "a", place),
            ]),
            Block::boxed(
                "Il presente certificato non può essere prodotto agli organi della pubblica amministrazione o ai \
                 privati gestori di pubblici servizi.",
            ),
            Block::small(
                "Rilasciato sulla base dell'atto n. 128, parte I, serie A, anno 1987, dei registri di questo Comune. \
                 Registrato al n.\u{a0}EM01-2026-0000032 del registro di emergenza. Per conferma: tel. 0999 123456.",
            ),
            Block::small(
                "Esente dall'imposta di bollo ai sensi dell'art. 7, legge 29 dicembre 1990, n. 405.",
            ),
            Block::Signature(Signature {
                place_and_date: "Valdorè, 21 novembre 2026".into(),
                role: vec![
                    "L'ufficiale dello stato civile".into(),
                    "delegato con atto del Sindaco n. 12/2025".into(),
                ],
                name: "Anna Rossi".into(),
                ..Signature::default()
            }),
        ],
        footer: foot(),
    }
}

/// A typical person.
pub fn typical() -> Sheet {
    certificate("D'ÀNGELO ŽUPANČIČ", "MARIA CHIARA", "Valdorè (PX)")
}

/// The least a paper may hold.
pub fn minimal() -> Sheet {
    let mut sheet = certificate("O", "Li", "Oz");
    sheet.letterhead.office.clear();
    sheet.blocks.truncate(3);
    sheet.footer.lines.truncate(1);
    sheet
}

/// The longest plausible: 80 + 80 characters in each script, with and without spaces, over two pages.
pub fn longest() -> Sheet {
    let mut sheet = certificate(
        "VÄNTTINEN-SCHÖNHOFER-BRZĘCZYSZCZYKIEWICZ-ĐURĐEVIĆ-ŞAHİNOĞLU-ŐRSZENTMIHÁLYI-ŁĄCKA",
        "MARÍA FERNANDA ESPERANZA GUADALUPE ANTONIETTA GIUSEPPINA FRANCESCA ELISABETTA ÑU",
        "Santa Margherita d'Adige e San Giovanni in Persiceto sul Naviglio di Mezzo (PX)",
    );
    sheet.blocks.insert(
        3,
        Block::Facts(vec![
            Fact::new(
                "cyrillic",
                "cognome (cirillico)",
                "ЩЕРБАЧЁВА-ИВАНЕНКО-ЖЕЛЕЗНОВОДСКАЯ-ПЕРЕЯСЛАВСЬКА-ЇЖАКЕВИЧ-ҐОНҐАДЗЕ-ЂОРЂЕВИЋ-ЏАКОВ",
            ),
            Fact::new(
                "greek",
                "cognome (greco)",
                "ΠΑΠΑΔΟΠΟΥΛΟΥ-ΧΑΤΖΗΓΕΩΡΓΊΟΥ-ΟΙΚΟΝΟΜΟΠΟΎΛΟΥ-ΚΩΝΣΤΑΝΤΙΝΊΔΟΥ-ΨΑΡΟΠΟΎΛΟΥ-ΞΕΝΆΚΗ-ΘΕΟΔΏΡΟΥ",
            ),
            Fact::new("one_word", "senza spazi", "W".repeat(80)),
            Fact::new("vietnamese", "nome", "Nguyễn Thị Hồng Nhung Ẁẃ ẞ ƠƯ ǅ Ș ț ğ ß ő ł č ž è"),
            Fact::new("combining", "nome", "Z\u{30c}upanc\u{30c}ic\u{30c} M\u{326}a\u{328}\u{301}"),
        ]),
    );
    let mut note = Text::new().plain("Annotazioni: ");
    for _ in 0..6 {
        note = note
            .plain("l'intestataria è indicata con il nome attribuito nell'atto e con quello risultante dal ");
        note = note
            .plain("documento esibito, la cui grafia è riportata senza traslitterazione; ")
            .bold("segue ");
    }
    sheet.blocks.insert(4, Block::Paragraph(note));
    sheet
}

/// A sheet with a control code in its foot.
pub fn coded() -> Sheet {
    let mut sheet = typical();
    let dark = (0..61_usize * 61).map(|cell| (cell * cell / 7 + cell / 61 * 5) % 3 == 0).collect();
    sheet.footer.code = Matrix::new(dark, 34);
    sheet.footer.lines.push(FootLine::new("", "Vale solo con i dati che il controllo mostra."));
    sheet
}

/// The printed register: 120 rows, totals, barred rest, signatures.
pub fn register() -> Sheet {
    let rows = (1..=120_u32).map(|n| {
        let row: Row = [
            format!("EM01-2026-{n:07}"),
            format!("21/11/2026 {:02}:{:02}", 8 + n / 20, n * 3 % 60),
            "Certificato di nascita".to_owned(),
            if n % 9 == 0 {
                "Schönhofer Brzęczyszczykiewicz Maria Fernanda".to_owned()
            } else {
                "Rossi Anna".to_owned()
            },
            if n % 17 == 0 { "annullato: errore di battitura".to_owned() } else { "consegnato".to_owned() },
        ]
        .into_iter()
        .collect();
        if n % 17 == 0 { row.struck() } else { row }
    });
    let table = Table {
        field: "rows".into(),
        columns: vec![
            Column::left("numero", 24),
            Column::left("data e ora", 20),
            Column::left("tipo", 22),
            Column::left("intestatario", 26),
            Column { title: "esito".into(), share: 20, align: Align::Left },
        ],
        rows: rows.collect(),
    };
    Sheet {
        language: "it-IT".into(),
        title: "Registro di emergenza".into(),
        letterhead: head(),
        number: Some(NumberBox {
            caption: "registro".into(),
            number: "EM01-2026".into(),
            moment: "dal 21/11/2026 al 23/11/2026".into(),
        }),
        blocks: vec![
            Block::Title {
                text: "Registro di emergenza".into(),
                subtitle: "art. 63, DPR 28 dicembre 2000, n. 445".into(),
            },
            Block::Facts(vec![
                Fact::new("cause", "causa", "Interruzione della linea dati verso ANPR e ANSC"),
                Fact::new("start", "inizio", "sabato 21 novembre 2026, ore 8:12"),
                Fact::new(
                    "authorisation",
                    "autorizzazione",
                    "Bianchi Carla, responsabile, 21/11/2026 ore 8:20",
                ),
                Fact::new("restore", "ripristino", "lunedì 23 novembre 2026, ore 7:55"),
            ]),
            Block::Heading("Registrazioni".into()),
            Block::Table(table),
            Block::BarredRest,
            Block::Heading("Totali giornalieri".into()),
            Block::Totals(vec![
                Total::new("sabato 21 novembre 2026", "84"),
                Total::new("domenica 22 novembre 2026", "36"),
                Total::grand("totale", "120"),
            ]),
            Block::small(
                Text::new().plain("Testa della catena: ").bold("120 · 9f2c 77a0 41be 0d13 c6f2 8a55"),
            ),
            Block::Signatures(vec![
                Signer { role: "Il responsabile del registro".into(), name: "Carla Bianchi".into() },
                Signer { role: "L'ufficiale dello stato civile".into(), name: "Anna Rossi".into() },
            ]),
        ],
        footer: foot(),
    }
}

/// The recovery sheet of a new installation.
pub fn recovery() -> Sheet {
    Sheet {
        language: "it-IT".into(),
        title: "Foglio di recupero".into(),
        letterhead: head(),
        number: None,
        blocks: vec![
            Block::Title {
                text: "Foglio di recupero".into(),
                subtitle: "da conservare in cassaforte, in busta chiusa".into(),
            },
            Block::paragraph("Chi ha questo foglio può aprire i dati della postazione EM01."),
            Block::Code(vec!["7KQM-3XWT-90AB-CDEF".into(), "GH12-JK34-MN56-PQ78".into()]),
            Block::CutLine,
            Block::small("Ricevuta del foglio di recupero, da allegare al verbale."),
            Block::Signatures(vec![Signer { role: "Ricevuto da".into(), name: String::new() }]),
        ],
        footer: Footer::default(),
    }
}
