//! The form of the first run: operators as rows that grow and shrink without script.

use super::{at_start, roles};
use crate::site::form::Form;
use crate::site::typed::Typed;
use crate::words::when;
use clock::Clock;
use desk::life::at_start::AtStart;
use desk::{NewDelegation, NewOperator, SetUp};
use domain::office::delegation::{ActReference, Capacity};
use domain::office::office::Office;
use domain::office::operator::Roles;

/// Names of one operator's fields.
pub struct Row {
    /// Place, from 1.
    pub place: usize,
    /// Whether this row has a delegation in it, so that its part of the form stands open.
    pub delegates: bool,
    pub name: String,
    pub login: String,
    pub pin: String,
    pub roles: String,
    pub capacities: String,
    pub act: String,
    pub number: String,
    pub date: String,
    pub from: String,
    pub until: String,
}

impl Row {
    fn new(place: usize, typed: &Typed) -> Self {
        let name = |what: &str| format!("operator-{place}-{what}");
        let row = Self {
            place,
            delegates: false,
            name: name("name"),
            login: name("login"),
            pin: name("pin"),
            roles: name("roles"),
            capacities: name("capacities"),
            act: name("act"),
            number: name("act-number"),
            date: name("act-date"),
            from: name("delegation-from"),
            until: name("delegation-until"),
        };
        Self { delegates: typed.has(&row.capacities) || place == 1, ..row }
    }
}

const MOST: usize = 20;

fn count(typed: &Typed) -> usize {
    typed.get("rows").parse().unwrap_or(1).clamp(1, MOST)
}

/// The rows of the form.
pub fn rows(typed: &Typed) -> Vec<Row> {
    (1..=count(typed)).map(|place| Row::new(place, typed)).collect()
}

/// The form with a row more or less, if that is what the button asked for.
pub fn change_rows(typed: &Typed) -> Option<Typed> {
    let rows = match typed.get("do") {
        "add" => (count(typed) + 1).min(MOST),
        "remove" => count(typed).saturating_sub(1).max(1),
        _ => return None,
    };
    let kept = typed.own().filter(|(name, _)| *name != "rows" && *name != "do");
    Some(kept.fold(Typed::default().with("rows", rows.to_string()), |typed, (name, value)| {
        typed.with(name, value)
    }))
}

/// Reads the whole form; what is missing becomes problems. The desk checks the rest.
pub fn read(form: &mut Form) -> SetUp {
    let municipality = form.need("municipality", "Scrivere il nome del Comune.", "Enter the municipality.");
    let province = form.need("province", "Scrivere la sigla della provincia.", "Enter the province.");
    let office = form.need("office", "Scrivere il nome dell’ufficio.", "Enter the name of the office.");
    let telephone = form.need(
        "telephone",
        "Scrivere il telefono per le conferme.",
        "Enter the telephone number for confirmations.",
    );
    let register_code = form.need(
        "register-code",
        "Scegliere il codice del registro, per esempio EM01.",
        "Choose the register code, such as EM01.",
    );
    let passphrase = form.typed.get("passphrase").to_owned();
    if passphrase.is_empty() {
        form.problem("passphrase", "Scegliere la frase di sblocco.", "Choose the passphrase.");
    } else if passphrase != form.typed.get("passphrase-again") {
        form.problem(
            "passphrase-again",
            "Le due frasi di sblocco non sono uguali: riscriverle.",
            "The two passphrases differ: enter them again.",
        );
    }
    let at_start = at_start::read(form);
    let operators = rows(&form.typed.clone()).iter().map(|row| operator(form, row)).collect();
    SetUp {
        office: Office { municipality, province: province.to_uppercase(), office, telephone },
        body: form.typed.trimmed("body").to_owned(),
        register_code,
        passphrase,
        // Without an answer the form is not sound, and nothing is founded.
        at_start: at_start.unwrap_or(AtStart::Passphrase),
        operators,
    }
}

fn operator(form: &mut Form, row: &Row) -> NewOperator {
    let name = form.need(
        &row.name,
        "Scrivere nome e cognome dell’operatore.",
        "Enter the operator’s name and surname.",
    );
    let login = match form.typed.trimmed(&row.login) {
        "" => login_of(&name),
        typed => typed.to_lowercase(),
    };
    let pin = form.need(&row.pin, "Scegliere il PIN dell’operatore.", "Choose the operator’s PIN.");
    let roles: Roles = form.typed.all(&row.roles).filter_map(roles::read).collect();
    if roles.is_empty() {
        form.problem(&row.roles, "Scegliere almeno un ruolo.", "Choose at least one role.");
    }
    let delegations = delegations(form, row);
    NewOperator { login, name, roles, pin, delegations }
}

fn delegations(form: &mut Form, row: &Row) -> Vec<NewDelegation> {
    let capacities: Vec<Capacity> =
        form.typed.all(&row.capacities).filter_map(roles::read_capacity).collect();
    if capacities.is_empty() {
        return Vec::new();
    }
    let today = Clock::system().now().day();
    let act = act(form, &row.act, &row.number, &row.date);
    let from = day(form, &row.from).unwrap_or(today);
    let until = day(form, &row.until);
    capacities.into_iter().map(|capacity| NewDelegation { capacity, act: act.clone(), from, until }).collect()
}

/// Reads on what act a power rests; number and date are needed only for a signed one.
pub fn act(form: &mut Form, kind: &str, number: &str, date: &str) -> ActReference {
    match form.typed.get(kind) {
        "by-law" => ActReference::ByLaw,
        "signed" => {
            let number = form.need(number, "Scrivere il numero dell’atto.", "Enter the number of the act.");
            let Some(date) = when::read_date(form.typed.get(date)) else {
                form.problem(
                    date,
                    "Scrivere la data dell’atto come gg/mm/aaaa.",
                    "Enter the date of the act as dd/mm/yyyy.",
                );
                return ActReference::ToBeSigned;
            };
            ActReference::Signed { number, date }
        }
        _ => ActReference::ToBeSigned,
    }
}

/// Reads a date that may be left empty.
pub fn day(form: &mut Form, field: &str) -> Option<chrono::NaiveDate> {
    let text = form.typed.trimmed(field);
    if text.is_empty() {
        return None;
    }
    let day = when::read_date(text);
    if day.is_none() {
        form.problem(field, "Scrivere la data come gg/mm/aaaa.", "Enter the date as dd/mm/yyyy.");
    }
    day
}

/// `Anna D’Ángelo` → `anna.dangelo`: first and last word, plain letters.
fn login_of(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let words: Vec<String> = name
        .split_whitespace()
        .map(|word| word.to_lowercase().nfd().filter(char::is_ascii_alphanumeric).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    let login = match words.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, .., last] => format!("{first}.{last}"),
    };
    login.chars().take(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::lang::Lang;

    #[test]
    fn a_login_is_made_of_the_name() {
        assert_eq!(login_of("Anna Maria D’Àngelo"), "anna.dangelo");
        assert_eq!(login_of("Župančič"), "zupancic");
        assert_eq!(login_of("  "), "");
    }

    #[test]
    fn a_row_is_added_and_taken_away_without_losing_what_was_typed() {
        let typed = Typed::parse(b"rows=1&operator-1-name=Anna&do=add");
        let two = change_rows(&typed).unwrap();
        assert_eq!(rows(&two).len(), 2);
        assert_eq!(two.get("operator-1-name"), "Anna");
        let back = change_rows(&two.with("do", "remove")).unwrap();
        assert_eq!(rows(&back).len(), 1);
        assert!(change_rows(&back).is_none());
    }

    #[test]
    fn an_empty_form_names_everything_that_is_missing_once() {
        let mut form = Form::new(Lang::It);
        read(&mut form);
        let fields: Vec<&str> = form.problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "municipality",
                "province",
                "office",
                "telephone",
                "register-code",
                "passphrase",
                "at-start",
                "operator-1-name",
                "operator-1-pin",
                "operator-1-roles"
            ]
        );
    }
}
