//! Heads told from outside: of other stations, kept for whoever asks; of this one, held against its journal.

use domain::ids::anchor::Position;
use domain::ids::id::StationId;
use domain::ids::number::{Number, RegisterCode};
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::journal::witness::{BadHead, Compared, HeadPart, HeadTold, HowTold, Place, Witnessed};
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;
use domain::text::lines;
use domain::time::moment::Moment;
use store::NumberState;

use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// Who may say what was told.
const WITNESSES: &[Role] = &[Role::Clerk, Role::SigningOfficer, Role::Supervisor, Role::RecordsManager];

/// A head as somebody tells it. Fields: `said`, `code`, `told-by`, `told`.
#[derive(Clone, Debug)]
pub struct NewHead {
    /// As typed or scanned: position and 64 digits, or number and 16 letters.
    pub said: String,
    /// The register code it is of, where what was said does not tell.
    pub code: String,
    /// How it was told.
    pub how: HowTold,
    /// By whom, or on which paper.
    pub told_by: String,
    /// When; now if not given.
    pub told: Option<Moment>,
    /// What it comes to, as it was shown: asked for where it contradicts this journal, which stops issuing.
    pub seen: Option<Compared>,
}

/// A head that was told, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadRow {
    /// As it stands in the journal.
    pub witnessed: Witnessed,
    /// What it comes to, in words with the numbers.
    pub told: Bilingual,
    /// When another head of the same place was told that it cannot agree with.
    pub parts_with: Option<Moment>,
}

/// What was read of a new head.
struct Read {
    told: HeadTold,
    pub(crate) code: RegisterCode,
    told_by: String,
    at: Moment,
}

/// Whose journal a head is of.
#[derive(Clone, Copy)]
enum Whose {
    /// Another station's.
    Nobody,
    /// Another station's that numbers under a code of this one.
    Twin,
    /// This one's.
    Living,
    /// That of a life before this one.
    Past(StationId),
    /// That of another life under the name of one of these: both took one reserve.
    Sibling,
}

impl Whose {
    fn differs(self) -> Compared {
        if matches!(self, Self::Past(_)) { Compared::PastDiffers } else { Compared::AnotherRecord }
    }

    fn beyond(self) -> Compared {
        if matches!(self, Self::Past(_)) { Compared::PastBeyond } else { Compared::Beyond }
    }
}

impl Desk {
    /// Writes down a head that was told. One that contradicts this journal is refused with
    /// [`DeskError::HeadContradicts`] until it comes with what was seen; then issuing stops.
    #[expect(clippy::needless_pass_by_value, reason = "a command is handed over whole")]
    pub fn witness_head(&self, who: &Session, new: NewHead) -> Result<HeadRow, DeskError> {
        who.needs(WITNESSES)?;
        let Read { told, code, told_by, at } = self.read_head(&new)?;
        let (position, compared) = self.compare(&told, &code)?;
        let number = match &told.place {
            Place::Number(number) => Some(number.clone()),
            Place::Position(_) => None,
        };
        let (station, head, how) = (told.station, told.head, new.how);
        let witnessed = Witnessed { station, code, position, number, head, how, told_by, told: at, compared };
        let row = self.head_row(&witnessed);
        if compared.contradicts() && new.seen != Some(compared) {
            return Err(DeskError::HeadContradicts { compared, told: row.told });
        }
        self.commit(who.by(), Kind::HeadWitnessed, |_, _| Ok(vec![Event::HeadWitnessed(witnessed)]))?;
        Ok(row)
    }

    /// Heads told here, the newest first, as far as the state of decision keeps them.
    pub fn witnessed_heads(&self) -> Vec<HeadRow> {
        let witnessed = self.head().witnessed.clone();
        let mut rows: Vec<HeadRow> = Vec::with_capacity(witnessed.len());
        for one in witnessed {
            let earlier = rows.iter().rev().map(|row| &row.witnessed).find(|other| parts(other, &one));
            let parts_with = earlier.map(|other| other.told);
            rows.push(HeadRow { parts_with, ..self.head_row(&one) });
        }
        rows.reverse();
        rows
    }

    /// What somebody outside holds of this journal and it does not contain; issuing stands still because of it.
    pub fn contradiction(&self) -> Option<HeadRow> {
        let contradicted = self.head().contradicted.clone()?;
        Some(self.head_row(&contradicted))
    }

    fn read_head(&self, new: &NewHead) -> Result<Read, DeskError> {
        let mut problems = Vec::new();
        let mut problem = |field: &str, told: Bilingual| problems.push(FieldProblem::new(field, told));
        let told = new.said.parse::<HeadTold>().map_err(|bad| problem("said", in_words(bad))).ok();
        let code = told.as_ref().and_then(|told| told.code.clone());
        let code = match code {
            Some(code) => Some(code),
            None if told.is_none() => None,
            None => RegisterCode::parse(&new.code)
                .map_err(|_| {
                    problem(
                        "code",
                        Bilingual::new(
                            "Di quale registro è questa testa: per esempio EM02.",
                            "Which register this head is of: such as EM02.",
                        ),
                    );
                })
                .ok(),
        };
        let told_by = lines::required_line(&new.told_by, 80).map_err(|told| problem("told-by", told)).ok();
        let now = self.now();
        let at = new.told.unwrap_or(now);
        if at > now {
            let told = Bilingual::new(
                "È nel futuro: controllare giorno e ora.",
                "It lies in the future: check day and time.",
            );
            problem("told", told);
        }
        match (told, code, told_by, problems.is_empty()) {
            (Some(told), Some(code), Some(told_by), true) => Ok(Read { told, code, told_by, at }),
            _ => Err(DeskError::Fields(problems)),
        }
    }

    /// What a head comes to: where it stands in this journal, if it is this journal's, or in that of a life before.
    fn compare(
        &self,
        told: &HeadTold,
        code: &RegisterCode,
    ) -> Result<(Option<Position>, Compared), DeskError> {
        let position = match &told.place {
            Place::Position(position) => Some(*position),
            Place::Number(_) => None,
        };
        let whose = self.whose(told, code)?;
        match (whose, &told.place) {
            (Whose::Nobody, _) => Ok((position, Compared::OtherStation)),
            (Whose::Twin, _) => Ok((position, Compared::SameCode)),
            (Whose::Sibling, _) => Ok((position, Compared::SameReserve)),
            (whose, Place::Position(position)) => self.compare_position(whose, *position, &told.head),
            (whose, Place::Number(number)) => self.compare_number(whose, number, &told.head),
        }
    }

    fn whose(&self, told: &HeadTold, code: &RegisterCode) -> Result<Whose, DeskError> {
        let head = self.head();
        let station = head.station.as_ref().ok_or(DeskError::WrongPhase)?;
        let past = station.before.iter().find(|life| match told.station {
            Some(said) => said == life.station,
            None => *code == life.register_code,
        });
        let named = told.station == Some(station.id) || told.station.is_some() && past.is_some();
        if named && !head.codes().contains(code) {
            return Ok(Whose::Sibling);
        }
        Ok(match (told.station, past) {
            (Some(said), _) if said == station.id => Whose::Living,
            (None, _) if *code == station.register_code => Whose::Living,
            (_, Some(life)) => Whose::Past(life.station),
            (Some(_), None) if head.codes().contains(code) => Whose::Twin,
            // Numbered under in this very journal, before a person decided for another code.
            (None, None) if head.codes().contains(code) => Whose::Living,
            (_, None) => Whose::Nobody,
        })
    }

    fn compare_position(
        &self,
        whose: Whose,
        position: Position,
        told: &HeadPart,
    ) -> Result<(Option<Position>, Compared), DeskError> {
        let (end, found) = match whose {
            Whose::Past(life) => {
                let lives = self.lives();
                let past = lives.all().iter().find(|past| past.station() == life).ok_or_else(not_readable)?;
                (past.head(), past.header(position))
            }
            _ => (self.journal().head(), self.journal().header(position)),
        };
        if end.is_none_or(|end| end.position < position) {
            return Ok((Some(position), whose.beyond()));
        }
        let (_, chain) = found.map_err(|_| not_readable())?;
        Ok((Some(position), if told.fits(&chain) { Compared::Agrees } else { whose.differs() }))
    }

    fn compare_number(
        &self,
        whose: Whose,
        number: &Number,
        told: &HeadPart,
    ) -> Result<(Option<Position>, Compared), DeskError> {
        if let Some(found) = self.record_of(number) {
            let whose = if found.station == self.station_id() { Whose::Living } else { whose };
            let compared = if told.fits(&found.chain) { Compared::Agrees } else { whose.differs() };
            return Ok((Some(found.position), compared));
        }
        let (last, reserved) = {
            let head = self.head();
            let last = head.counters.last().into_iter().find(|last| last.key() == number.key());
            (last, head.reservation_of(number).is_some())
        };
        if last.is_none_or(|last| last.serial() < number.serial()) {
            return Ok((None, whose.beyond()));
        }
        match self.store()?.number(number).map_err(DeskError::store)? {
            // Nothing was issued under it here, and somebody holds a paper.
            Some(NumberState::Barred { .. }) => Ok((None, whose.differs())),
            None if reserved => Ok((None, whose.differs())),
            // It was given, and what became of it cannot be read.
            Some(NumberState::Issued(_)) | None => Err(not_readable()),
        }
    }

    fn head_row(&self, witnessed: &Witnessed) -> HeadRow {
        HeadRow { told: self.comes_to(witnessed), witnessed: witnessed.clone(), parts_with: None }
    }

    /// What a head comes to, with the numbers of both sides.
    fn comes_to(&self, one: &Witnessed) -> Bilingual {
        let place = match (&one.number, one.position) {
            (Some(number), _) => Bilingual::new(format!("al numero {number}"), format!("at number {number}")),
            (None, Some(position)) => {
                Bilingual::new(format!("alla posizione {position}"), format!("at position {position}"))
            }
            (None, None) => Bilingual::new("", ""),
        };
        let (it, en, said) = (&place.it, &place.en, one.head.letters());
        let here = self.journal().head();
        let end = here.map_or(0, |head| head.position.get());
        match one.compared {
            Compared::OtherStation => Bilingual::new(
                format!("Annotata: registro {}, {it}, lettere {said}.", one.code),
                format!("Kept: register {}, {en}, letters {said}.", one.code),
            ),
            Compared::Agrees => Bilingual::new(
                format!(
                    "Concorda {it}: nulla di ciò che sta prima è stato tolto o cambiato. Il giornale arriva ora alla posizione {end}."
                ),
                format!(
                    "It agrees {en}: nothing before it was taken away or changed. The journal now ends at position {end}."
                ),
            ),
            Compared::AnotherRecord => {
                let found = one.position.and_then(|position| self.journal().header(position).ok());
                let found = found.map(|(_, chain)| chain.letters());
                match found {
                    Some(found) => Bilingual::new(
                        format!(
                            "Non torna {it}: fuori risultano le lettere {said}, qui {found}. La cartella è stata rimessa da una copia, oppure le registrazioni sono state cambiate."
                        ),
                        format!(
                            "It does not agree {en}: outside the letters are {said}, here {found}. The folder was put back from a copy, or records were changed."
                        ),
                    ),
                    None => Bilingual::new(
                        format!(
                            "Non torna {it}: qui quel numero non è stato rilasciato, fuori sì (lettere {said})."
                        ),
                        format!(
                            "It does not agree {en}: here that number was not issued, outside it was (letters {said})."
                        ),
                    ),
                }
            }
            Compared::Beyond => {
                let last = self.own_head().and_then(|own| own.last).map(|(number, _)| number.to_string());
                let last = last.unwrap_or_else(|| "—".to_owned());
                Bilingual::new(
                    format!(
                        "Fuori risulta qualcosa {it}; qui il giornale finisce alla posizione {end}, ultimo numero {last}: mancano le ultime registrazioni."
                    ),
                    format!(
                        "Outside something is known {en}; here the journal ends at position {end}, last number {last}: the latest records are missing."
                    ),
                )
            }
            Compared::PastDiffers => Bilingual::new(
                format!(
                    "Non torna {it} con il giornale della vita precedente ({}): fuori risultano le lettere {said}. Sotto quel codice non si rilascia più nulla; conservare il foglio e avvisare chi tiene il registro.",
                    one.code
                ),
                format!(
                    "It does not agree {en} with the journal of the life before ({}): outside the letters are {said}. Nothing is issued under that code any more; keep the sheet and tell whoever keeps the register.",
                    one.code
                ),
            ),
            Compared::PastBeyond => Bilingual::new(
                format!(
                    "Della vita precedente ({}) {it} qui non si sa nulla: è oltre ciò che ne è rimasto. Annotata, lettere {said}.",
                    one.code
                ),
                format!(
                    "Of the life before ({}) nothing is known here {en}: it lies beyond what was left of it. Kept, letters {said}.",
                    one.code
                ),
            ),
            Compared::SameReserve => self.reserve_taken_twice(one),
            Compared::SameCode => Bilingual::new(
                format!(
                    "Un’altra postazione numera con lo stesso codice {}: due documenti possono avere lo stesso numero.",
                    one.code
                ),
                format!(
                    "Another station numbers under the same code {}: two papers can bear one number.",
                    one.code
                ),
            ),
        }
    }
}

impl Desk {
    /// Two lives under one name, with the code of each and when it began, as far as that is known here.
    fn reserve_taken_twice(&self, one: &Witnessed) -> Bilingual {
        let (here, other) = (self.register_code(), &one.code);
        let began = self.journal().header(Position::FIRST).ok().map(|(header, _)| header.time);
        let began = began.map_or_else(|| "—".to_owned(), minute);
        let told = minute(one.told);
        Bilingual::new(
            format!(
                "La stessa riserva è stata presa due volte: qui il registro {here}, cominciato il {began}; altrove il registro {other}, noto dal {told}. I numeri sono diversi e qui si continua. Il centro prende le registrazioni di chi arriva per primo e ferma l’altro, che continua con un codice nuovo: avvisare chi tiene il registro {other}."
            ),
            format!(
                "One reserve was taken twice: here register {here}, begun on {began}; elsewhere register {other}, known since {told}. Their numbers differ and this one goes on. The centre takes the records of whoever comes first and stops the other, which goes on under a new code: tell whoever keeps register {other}."
            ),
        )
    }
}

fn minute(at: Moment) -> String {
    at.day_and_hour()
}

/// Whether two heads are said to be of one place of one journal, and cannot both be.
fn parts(one: &Witnessed, other: &Witnessed) -> bool {
    let place = (one.position.is_some() && one.position == other.position)
        || (one.number.is_some() && one.number == other.number);
    let journal = one.code == other.code || one.station.is_some() && one.station == other.station;
    journal && place && !one.head.agrees_with(&other.head)
}

fn not_readable() -> DeskError {
    DeskError::field(
        "said",
        "Qui la registrazione di quel punto non si legge: il confronto non si può fare.",
        "The record of that place cannot be read here: it cannot be compared.",
    )
}

fn in_words(bad: BadHead) -> Bilingual {
    let (it, en) = match bad {
        BadHead::Shape => (
            "Scrivere posizione e 64 cifre (31: 5b1f 0a2c …), oppure numero e 16 lettere (EM01-2026-0000031 7KQM-3XWT-0H5D-PR9A).",
            "Write position and 64 digits (31: 5b1f 0a2c …), or number and 16 letters (EM01-2026-0000031 7KQM-3XWT-0H5D-PR9A).",
        ),
        BadHead::Place => (
            "Comincia con la posizione, oppure con un numero come EM01-2026-0000031.",
            "It begins with the position, or with a number such as EM01-2026-0000031.",
        ),
        BadHead::Head => (
            "Dopo la posizione o il numero vengono 64 cifre esadecimali, oppure tutte le 16 lettere: confrontarle con il foglio.",
            "After position or number come 64 hexadecimal digits, or all 16 letters: compare them with the sheet.",
        ),
    };
    Bilingual::new(it, en)
}
