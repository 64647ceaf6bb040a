//! What a root may certify for TLS (name constraints, RFC 5280 §4.2.1.10): names below domains, and ranges of addresses. Whoever
//! gets hold of its key cannot pose as any other site to browsers that trust it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use x509_cert::der::asn1::{Ia5String, OctetString};
use x509_cert::ext::pkix::NameConstraints;
use x509_cert::ext::pkix::constraints::name::GeneralSubtree;
use x509_cert::ext::pkix::name::GeneralName;

use super::host::Host;

/// A range of addresses: those that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    first: IpAddr,
    /// How many bits are the same.
    bits: u8,
}

/// A text is no range of addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no range of addresses, such as 10.20.0.0/16: the bits after the first ones are zero")]
pub struct NoRange(String);

impl FromStr for Range {
    type Err = NoRange;

    fn from_str(text: &str) -> Result<Self, NoRange> {
        let no = || NoRange(text.to_owned());
        let (first, bits) = text.trim().split_once('/').ok_or_else(no)?;
        let (first, bits): (IpAddr, u8) = (first.parse().map_err(|_| no())?, bits.parse().map_err(|_| no())?);
        let octets = octets(first);
        // All addresses there are bound nothing.
        if bits == 0 || usize::from(bits) > octets.len() * 8 {
            return Err(no());
        }
        let range = Self { first, bits };
        let within = octets.iter().zip(range.mask()).all(|(octet, mask)| octet & !mask == 0);
        within.then_some(range).ok_or_else(no)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.bits)
    }
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

impl Range {
    fn mask(self) -> Vec<u8> {
        let bits = usize::from(self.bits);
        let mask_of = |at: usize| {
            let ones = bits.saturating_sub(at * 8).min(8);
            u8::try_from(0xff00_u16 >> ones & 0xff).unwrap_or(u8::MAX)
        };
        (0..octets(self.first).len()).map(mask_of).collect()
    }

    fn holds(self, address: IpAddr) -> bool {
        let (own, other) = (octets(self.first), octets(address));
        own.len() == other.len()
            && own.iter().zip(other).zip(self.mask()).all(|((own, other), mask)| other & mask == *own)
    }

    fn subtree(self) -> GeneralName {
        let bytes = [octets(self.first), self.mask()].concat();
        GeneralName::IpAddress(OctetString::new(bytes).expect("32 bytes are an octet string"))
    }

    /// Address, then mask, each 4 or 16 bytes; none where the mask is no beginning.
    fn of(bytes: &[u8]) -> Option<Self> {
        let (first, mask) = bytes.split_at_checked(bytes.len() / 2)?;
        let bits: u32 = mask.iter().map(|octet| octet.count_ones()).sum();
        let first = match bytes.len() {
            8 => IpAddr::from(<[u8; 4]>::try_from(first).ok()?),
            32 => IpAddr::from(<[u8; 16]>::try_from(first).ok()?),
            _ => return None,
        };
        let range = Self { first, bits: u8::try_from(bits).ok()? };
        (range.mask() == mask).then_some(range)
    }
}

/// The names and addresses that a root may certify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permitted {
    domains: Vec<String>,
    ranges: Vec<Range>,
}

impl Permitted {
    /// Names of this computer and of networks that no public name leads to.
    const OWN: [&str; 5] = ["localhost", "local", "lan", "internal", "home.arpa"];
    /// This computer.
    const LOOPBACK: [&str; 2] = ["127.0.0.0/8", "::1/128"];
    /// Networks of a house (RFC 1918, RFC 4193), and addresses given without a server.
    const PRIVATE: [&str; 6] =
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"];

    /// Of a municipality with these domains, and these ranges instead of the private ones.
    pub fn of(domains: &[String], ranges: Option<&[Range]>) -> Self {
        let known = |texts: &[&str]| -> Vec<Range> {
            texts.iter().map(|text| text.parse().expect("a range that is written here")).collect()
        };
        let chosen = ranges.map_or_else(|| known(&Self::PRIVATE), <[Range]>::to_vec);
        let domains = Self::OWN
            .map(str::to_owned)
            .into_iter()
            .chain(domains.iter().map(|one| one.to_ascii_lowercase()));
        Self { domains: domains.collect(), ranges: [known(&Self::LOOPBACK), chosen].concat() }
    }

    /// Whether a certificate may name this host.
    pub fn allows(&self, host: &Host) -> bool {
        match host {
            Host::Name(name) => self.domains.iter().any(|domain| {
                name.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }),
            Host::Address(address) => self.ranges.iter().any(|range| range.holds(*address)),
        }
    }

    /// As the extension of a root says it. Nothing is said of URIs: stations are named by one.
    pub(super) fn extension(&self) -> NameConstraints {
        let domains = self.domains.iter().map(|domain| {
            GeneralName::DnsName(Ia5String::new(domain).expect("letters, digits, dots and hyphens"))
        });
        let bases = domains.chain(self.ranges.iter().map(|range| range.subtree()));
        let subtrees = bases.map(|base| GeneralSubtree { base, minimum: 0, maximum: None }).collect();
        NameConstraints { permitted_subtrees: Some(subtrees), excluded_subtrees: None }
    }

    /// What an extension says. A kind of name that it does not mention is bound by it in no way; neither is it made here.
    pub(super) fn read(constraints: &NameConstraints) -> Self {
        let (mut domains, mut ranges) = (Vec::new(), Vec::new());
        for subtree in constraints.permitted_subtrees.iter().flatten() {
            match &subtree.base {
                GeneralName::DnsName(name) => domains.push(AsRef::<str>::as_ref(name).to_ascii_lowercase()),
                GeneralName::IpAddress(bytes) => ranges.extend(Range::of(bytes.as_bytes())),
                _ => {}
            }
        }
        Self { domains, ranges }
    }
}

impl fmt::Display for Permitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ranges = self.ranges.iter().map(ToString::to_string);
        let all: Vec<String> = self.domains.iter().cloned().chain(ranges).collect();
        f.write_str(&all.join(", "))
    }
}

#[cfg(test)]
mod tests;
