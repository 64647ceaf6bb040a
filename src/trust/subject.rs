//! Municipality, office and station as a certificate names them (X.520 attributes, RFC 5280 §4.1.2.4).

use std::fmt;

use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::der::asn1::{Any, ObjectIdentifier, PrintableStringRef, Utf8StringRef};
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::ext::pkix::name::DirectoryString;
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};

use domain::ids::body::BodyCode;
use domain::ids::number::RegisterCode;
use domain::office::office::Office;

const COUNTRY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.6");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
/// `organizationIdentifier` (ITU-T X.520): `PA:IT-` and the IPA code, as the Italian federations of identity write it.
const BODY: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.97");
const BODY_PREFIX: &str = "PA:IT-";
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// How the common name of a station's reserve begins.
const RESERVE: &str = "Riserva di ";

/// Characters of one attribute at most (RFC 5280 appendix A.1, upper bounds).
const LONGEST: usize = 64;

/// Who a certificate is about. The country is always IT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    municipality: String,
    office: Option<String>,
    name: String,
    body: Option<BodyCode>,
}

impl Subject {
    /// The subject with this municipality (`Comune di Valdorè`), office (`Servizi demografici`) and common name
    /// (`Sportello EM01`). What is longer than a certificate may carry (64 characters) is cut with an ellipsis.
    pub fn new(municipality: &str, office: Option<&str>, name: &str) -> Self {
        Self {
            municipality: fitting(municipality),
            office: office.map(fitting),
            name: fitting(name),
            body: None,
        }
    }

    /// A station as its certificate names it.
    pub fn of_station(office: &Office, register: &RegisterCode) -> Self {
        let municipality = format!("Comune di {}", office.municipality);
        Self::new(&municipality, Some(&office.office), &format!("Sportello {register}"))
    }

    /// The reserve of this station: the same office, named after the register that it is kept for (`Riserva di EM01`).
    #[must_use]
    pub fn reserve(&self) -> Self {
        let code = self.name.rsplit(' ').next().unwrap_or_default();
        Self { name: fitting(&format!("{RESERVE}{code}")), ..self.clone() }
    }

    /// The register that this is the reserve of; none where it is no reserve.
    pub fn reserve_of(&self) -> Option<&str> {
        self.name.strip_prefix(RESERVE)
    }

    /// The same, of this body.
    #[must_use]
    pub fn of_body(mut self, body: Option<BodyCode>) -> Self {
        self.body = body;
        self
    }

    /// The body, if it says.
    pub fn body(&self) -> Option<&BodyCode> {
        self.body.as_ref()
    }

    /// The municipality.
    pub fn municipality(&self) -> &str {
        &self.municipality
    }

    /// The office; [`super::root::DRILL`] in a drill root.
    pub fn office(&self) -> Option<&str> {
        self.office.as_deref()
    }

    /// The common name.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn to_name(&self) -> Name {
        let mut parts = RdnSequence::default();
        let country = PrintableStringRef::new("IT").expect("two letters are printable");
        parts.push(part(COUNTRY, Any::encode_from(&country)));
        let body = self.body.as_ref().map(|code| format!("{BODY_PREFIX}{code}"));
        let texts = [
            (ORGANIZATION, Some(&self.municipality)),
            (BODY, body.as_ref()),
            (UNIT, self.office.as_ref()),
            (COMMON_NAME, Some(&self.name)),
        ];
        for (kind, text) in texts {
            // An attribute has at least one character.
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                let text = Utf8StringRef::new(text).expect("64 characters are no long text");
                parts.push(part(kind, Any::encode_from(&text)));
            }
        }
        let bytes = parts.to_der().expect("a few short texts have a DER form");
        Name::from_der(&bytes).expect("a sequence of names is a name")
    }

    /// What `name` says; attributes that are missing read as empty.
    pub(super) fn of_name(name: &Name) -> Self {
        let text = |kind| {
            let found = name.iter().find(|part| part.oid == kind)?;
            found.value.decode_as::<DirectoryString>().ok().map(|text| text.value().into_owned())
        };
        Self {
            municipality: text(ORGANIZATION).unwrap_or_default(),
            office: text(UNIT),
            name: text(COMMON_NAME).unwrap_or_default(),
            body: text(BODY).and_then(|text| BodyCode::parse(text.strip_prefix(BODY_PREFIX)?).ok()),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.municipality.as_str(), self.office.as_deref().unwrap_or_default(), &self.name];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        f.write_str(&parts.join(", "))
    }
}

fn part(oid: ObjectIdentifier, value: x509_cert::der::Result<Any>) -> RelativeDistinguishedName {
    let value = value.expect("a short text has a DER form");
    vec![AttributeTypeAndValue { oid, value }].try_into().expect("one attribute is a set")
}

fn fitting(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(LONGEST - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_kind_read_back() {
        for (municipality, office, name) in [
            ("Comune di Valdorè", Some("Servizi demografici"), "Sportello EM01"),
            ("", None, "Centro"),
            ("Comune di Sant’Angelo, a=b/c+d \\ \"x\"", None, "#1; <y>"),
        ] {
            let subject = Subject::new(municipality, office, name);
            assert_eq!(Subject::of_name(&subject.to_name()), subject);
            assert_eq!(subject.municipality(), municipality);
            let of_a_body = subject.clone().of_body(BodyCode::parse("c_g535").ok());
            assert_eq!(Subject::of_name(&of_a_body.to_name()), of_a_body);
            assert_ne!(Subject::of_name(&of_a_body.to_name()), subject);
        }
    }

    #[test]
    fn a_reserve_is_named_after_the_register_it_is_kept_for() {
        let station = Subject::new("Comune di Valdorè", Some("Servizi demografici"), "Sportello EM01");
        assert_eq!(station.reserve().name(), "Riserva di EM01");
        assert_eq!((station.reserve().reserve_of(), station.reserve_of()), (Some("EM01"), None));
        assert_eq!(station.reserve().office(), station.office());
    }

    #[test]
    fn a_long_name_is_cut_never_refused() {
        let subject = Subject::new(&"è".repeat(100), None, "x");
        assert_eq!(subject.municipality().chars().count(), 64);
        assert!(subject.municipality().ends_with('…'));
        assert_eq!(Subject::of_name(&subject.to_name()), subject);
    }
}
