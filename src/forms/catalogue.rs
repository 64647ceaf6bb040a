//! The forms this station offers: those in the binary, and those of an extra folder.

use std::path::Path;
use std::sync::Arc;

use domain::form::form::{Form, FormRef};

use super::check::check;
use super::error::{Complaint, FormError};
use super::together::{CannotCompose, together};
use super::written;

macro_rules! built_in {
    ($($name:literal),+ $(,)?) => {
        &[$((concat!("forms/", $name, ".toml"), include_str!(concat!("../../forms/", $name, ".toml")))),+]
    };
}

/// Forms in the binary: name of the file and its text.
const BUILT_IN: &[(&str, &str)] = built_in![
    "birth-certificate",
    "birth-registry-certificate",
    "call-back",
    "citizenship-certificate",
    "civil-status-certificate",
    "deferral",
    "family-certificate",
    "free-status-certificate",
    "identity-attestation",
    "life-certificate",
    "refusal",
    "refusal-civil-status",
    "residence-certificate",
    "self-certification",
];

/// All forms, in the order of their Italian names.
#[derive(Clone, Debug)]
pub struct Catalogue {
    forms: Vec<Arc<Form>>,
}

impl Catalogue {
    /// Reads the forms in the binary and, if there is one, those of the extra folder (`*.toml`). A form of the folder
    /// with the id of a built-in one and a higher version takes its place; older versions stay for papers issued with
    /// them.
    pub fn read(extra: Option<&Path>) -> Result<Self, FormError> {
        let mut read: Vec<(String, Form)> = Vec::new();
        for (file, text) in BUILT_IN {
            add(&mut read, file, parse(file, text)?)?;
        }
        for file in extra.map(files).transpose()?.unwrap_or_default() {
            let unreadable = |source| FormError::Unreadable { file: file.clone(), source };
            let text = std::fs::read_to_string(&file).map_err(unreadable)?;
            let form = parse(&file, &text)?;
            add(&mut read, &file, form)?;
        }
        let mut forms: Vec<Arc<Form>> = read.into_iter().map(|(_, form)| Arc::new(form)).collect();
        forms.sort_by(|a, b| (&a.name.it, &a.id).cmp(&(&b.name.it, &b.id)));
        Ok(Self { forms })
    }

    /// What can be issued: the newest version of each form.
    pub fn offered(&self) -> Vec<Arc<Form>> {
        let newest = |form: &Arc<Form>| {
            !self.forms.iter().any(|other| other.id.id == form.id.id && other.id.version > form.id.version)
        };
        self.forms.iter().filter(|form| newest(form)).cloned().collect()
    }

    /// The newest version of a form. Names joined by `+` are those of certificates on one sheet; `None` also when they
    /// cannot stand together ([`Self::compose`] says why).
    pub fn newest(&self, id: &str) -> Option<Arc<Form>> {
        if id.contains('+') {
            // A reference to a sheet of several names its versions too.
            let names: Vec<&str> =
                id.split('+').map(|name| name.split_once('.').map_or(name, |(name, _)| name)).collect();
            return self.compose(&names).ok();
        }
        self.forms.iter().filter(|form| form.id.id == id).max_by_key(|form| form.id.version).cloned()
    }

    /// The version an entry was made from.
    pub fn version(&self, form: &FormRef) -> Option<Arc<Form>> {
        if !form.id.contains('+') {
            return self.forms.iter().find(|one| one.id == *form).cloned();
        }
        let parts: Option<Vec<Arc<Form>>> = form
            .id
            .split('+')
            .map(|part| {
                let (id, version) = part.split_once('.')?;
                self.version(&FormRef { id: id.to_owned(), version: version.parse().ok()? })
            })
            .collect();
        together(&parts?).ok().filter(|sheet| sheet.id == *form).map(Arc::new)
    }

    /// The newest versions of these forms on one sheet; of one form, that form.
    pub fn compose(&self, ids: &[&str]) -> Result<Arc<Form>, CannotCompose> {
        let forms: Vec<Arc<Form>> = ids
            .iter()
            .map(|id| self.newest(id).ok_or_else(|| CannotCompose::Unknown((*id).to_owned())))
            .collect::<Result<_, _>>()?;
        match forms.as_slice() {
            [only] => Ok(Arc::clone(only)),
            several => together(several).map(Arc::new),
        }
    }
}

fn add(read: &mut Vec<(String, Form)>, file: &str, form: Form) -> Result<(), FormError> {
    if let Some((other, _)) = read.iter().find(|(_, one)| one.id == form.id) {
        return Err(FormError::Twice { file: file.to_owned(), other: other.clone(), id: form.id.id });
    }
    read.push((file.to_owned(), form));
    Ok(())
}

/// The form in one file's text.
fn parse(file: &str, text: &str) -> Result<Form, FormError> {
    let written: written::Form = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Complaint::new(at, error.message()).within(file, text)
    })?;
    check(written).map_err(|complaint| complaint.within(file, text))
}

fn files(folder: &Path) -> Result<Vec<String>, FormError> {
    let unreadable = |source| FormError::Unreadable { file: folder.display().to_string(), source };
    let mut files = Vec::new();
    for item in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = item.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path.display().to_string());
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::form::form::{Block, Family, UseWording};

    const BIRTH: &str = BUILT_IN[0].1;

    fn refusal(text: &str) -> String {
        parse("forms/x.toml", text).unwrap_err().to_string()
    }

    fn line_of(text: &str, part: &str) -> usize {
        text[..text.find(part).unwrap()].matches('\n').count() + 1
    }

    #[test]
    fn the_forms_in_the_binary_are_right() {
        let catalogue = Catalogue::read(None).unwrap();
        let birth = catalogue.newest("birth-certificate").unwrap();
        assert_eq!(birth.use_wording, UseWording::ExactlyOne);
        assert_eq!(birth.layout.iter().filter(|block| **block == Block::UseWording).count(), 1);
        assert_eq!(birth.title, "Certificato di nascita");
        assert_eq!(catalogue.version(&birth.id).unwrap(), birth);
    }

    #[test]
    fn parentage_profession_and_education_are_never_asked_nor_printed() {
        for (file, text) in BUILT_IN {
            let text = text.to_lowercase();
            for word in [
                "father",
                "mother",
                "padre",
                "madre",
                "paternit",
                "profession",
                "istruzione",
                "titolo di studio",
            ] {
                assert!(!text.contains(word), "{file}: {word}");
            }
        }
    }

    #[test]
    fn certificates_hold_exactly_one_use_wording_and_no_other_paper_any() {
        for form in &Catalogue::read(None).unwrap().forms {
            let wordings = form.layout.iter().filter(|block| **block == Block::UseWording).count();
            let certificate = form.family == Family::Certificate;
            assert_eq!(wordings, usize::from(certificate), "{}", form.id.id);
            assert_eq!(form.use_wording == UseWording::ExactlyOne, certificate, "{}", form.id.id);
        }
    }

    #[test]
    fn a_paper_with_a_photograph_says_on_sheet_and_card_what_it_is_not() {
        let attestation = include_str!("../../forms/identity-attestation.toml");
        assert!(parse("x", attestation).is_ok());
        for (from, to, reason) in [
            (
                "kind = \"band\"\ntext = \"NON È UNA CARTA D'IDENTITÀ — ",
                "kind = \"band\"\ntext = \"",
                "must say",
            ),
            ("band = \"NON È UNA CARTA D'IDENTITÀ — ", "band = \"", "must say"),
            ("validity = \"30 days\"", "validity = \"six-months\"", "so many days"),
            ("identification = \"holder\"", "identification = \"nobody\"", "identifies its holder"),
            ("photograph = true\n", "", "belong to forms with photograph"),
            ("title = \"Attestazione", "title = \"Carta d'identità e attestazione", "only the State"),
        ] {
            let text = attestation.replacen(from, to, 1);
            assert_ne!(text, attestation, "{from}");
            let told = refusal(&text);
            assert!(told.contains(reason), "{from}: {told}");
        }
    }

    #[test]
    fn a_declaration_has_no_number_and_no_signature_of_the_office() {
        let declaration = include_str!("../../forms/self-certification.toml");
        assert!(parse("x", declaration).is_ok());
        for (from, to, reason) in [
            ("entry = \"none\"", "entry = \"document\"", "the citizen's own"),
            ("kind = \"declarant-signature\"", "kind = \"signature\"", "signed by the citizen alone"),
            ("Sostituisce a tutti", "N. {register-number}. Sostituisce a tutti", "enters no register"),
        ] {
            let told = refusal(&declaration.replacen(from, to, 1));
            assert!(told.contains(reason), "{from}: {told}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let text = BIRTH.replace("days = \"past\"", "days = \"past\"\ncolour = \"red\"");
        let told = refusal(&text);
        assert!(told.starts_with(&format!("forms/x.toml:{}: ", line_of(&text, "colour"))), "{told}");
        assert!(told.contains("colour"), "{told}");
    }

    #[test]
    fn a_placeholder_without_a_field_is_refused_with_the_line_of_its_block() {
        let text = BIRTH.replace("anno {act-year}, dei", "anno {act-yaer}, dei");
        let told = refusal(&text);
        let footing = line_of(&text, "kind = \"footing\"");
        assert!(
            (footing - 1..=footing + 1).any(|line| told.starts_with(&format!("forms/x.toml:{line}: "))),
            "{told}"
        );
        assert!(told.contains("act-yaer"), "{told}");
    }

    #[test]
    fn a_certificate_holds_its_use_wording_once_and_an_attestation_never() {
        let block = "[[block]]\nkind = \"use-wording\"\n";
        assert!(refusal(&BIRTH.replace(block, "")).contains("exactly once"));
        assert!(refusal(&BIRTH.replace(block, &block.repeat(2))).contains("exactly once"));
        let attestation = BIRTH.replace("family = \"certificate\"", "family = \"attestation\"");
        assert!(refusal(&attestation).contains("only certificates"));
        assert!(parse("x", &attestation.replace(block, "")).is_ok());
    }

    #[test]
    fn wrong_details_are_refused_each_for_its_reason() {
        for (from, to, reason) in [
            ("surname = \"surname\"", "surname = \"cognome\"", "no field “cognome”"),
            ("surname = \"surname\"", "surname = \"birth-date\"", "not a field of kind name"),
            ("id = \"act-part\"", "id = \"act-number\"", "twice"),
            ("id = \"act-part\"", "id = \"telephone\"", "fact of the station"),
            ("title = \"Certificato di nascita\"", "title = \"Carta d'identità\"", "only the State"),
            ("exempt = \"Esente", "due = true\nexempt = \"Esente", "one of"),
            ("capacity = \"civil-status\"", "", "an officer signs it"),
            ("max = 20\n", "", "greatest length"),
            ("days = \"past\"", "max = 3", "belongs to fields of kind “text”"),
            ("sex = \"sex\"\n", "", "names no field for it"),
            ("validity = \"unlimited\"", "validity = \"190 days\"", "180"),
            ("version = 1", "version = 0", "from 1"),
            ("**certifica** che", "**certifica che", "not closed"),
            ("n. {register-number}", "n.", "must say {register-number}"),
            ("series = \"P\"", "series = \"Q\"", "Q"),
            ("[[block]]\nkind = \"duty\"\n", "", "duty"),
        ] {
            let text = BIRTH.replacen(from, to, 1);
            assert_ne!(text, BIRTH, "{from}");
            let told = refusal(&text);
            assert!(told.contains(reason), "{from} → {to}: {told}");
        }
    }

    #[test]
    fn an_extra_folder_adds_forms_and_newer_versions_but_never_the_same_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("readme.txt"), "not a form").unwrap();
        std::fs::write(folder.path().join("b.toml"), BIRTH.replace("version = 1", "version = 2")).unwrap();
        let catalogue = Catalogue::read(Some(folder.path())).unwrap();
        assert_eq!(catalogue.offered().len(), BUILT_IN.len());
        assert_eq!(catalogue.newest("birth-certificate").unwrap().id.version, 2);
        assert!(catalogue.version(&FormRef { id: "birth-certificate".into(), version: 1 }).is_some());
        std::fs::write(folder.path().join("c.toml"), BIRTH).unwrap();
        assert!(matches!(Catalogue::read(Some(folder.path())), Err(FormError::Twice { .. })));
    }
}
