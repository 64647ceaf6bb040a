//! Duty and fee of a paper, read from what was typed (DPR 642/1972 tariff; L. 604/1962 table D).

use serde::Deserialize;

use domain::form::entry_kind::UseCode;
use domain::form::form::DutyRule;
use domain::money::duty::{Duty, Fee};
use domain::money::exemption::{Exemption, FeeToo, OTHER, TEXT_MOST};
use domain::money::tariff::Tariff;

use super::typed_answers::TypedAnswers;
use crate::parts::limits::REASON;

/// Digits of a stamp's identification number.
const SERIAL: usize = 14;

/// How the duty is settled, as it is typed.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Way {
    Stamp,
    Exempt,
}

/// What becomes of the fee, as it is typed.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FeeWay {
    Recorded,
    Waived,
}

/// Money of a paper, settled by the rule of its form. Only [`settle`] makes one, so that no paper on which duty is due can
/// be issued with neither stamp nor exemption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settled {
    duty: Option<Duty>,
    fee: Option<Fee>,
}

impl Settled {
    /// As the entry keeps it.
    pub(crate) fn parts(&self) -> (Option<Duty>, Option<Fee>) {
        (self.duty.clone(), self.fee.clone())
    }

    /// Identification number of the stamp, if there is one.
    pub(crate) fn stamp(&self) -> Option<&str> {
        match &self.duty {
            Some(Duty::Stamp { serial, .. }) => Some(serial),
            _ => None,
        }
    }
}

/// Settles duty and fee by the rule of the form, the use and the tariff; `None` if something is missing.
pub(crate) fn settle(
    answers: &mut TypedAnswers,
    rule: &DutyRule,
    use_code: Option<UseCode>,
    tariff: Tariff,
) -> Option<Settled> {
    match rule {
        DutyRule::None => Some(Settled { duty: None, fee: None }),
        DutyRule::Exempt { wording } => {
            let duty = Duty::Exempt { wording: wording.clone(), code: None };
            Some(Settled { duty: Some(duty), fee: None })
        }
        DutyRule::Due => {
            let duty = due(answers, use_code, tariff);
            let fee = duty.as_ref().map(|duty| fee_of(duty, tariff)).map(|cents| fee(answers, cents));
            Some(Settled { duty: Some(duty?), fee: Some(fee??) })
        }
    }
}

fn due(answers: &mut TypedAnswers, use_code: Option<UseCode>, tariff: Tariff) -> Option<Duty> {
    match answers.choice::<Way>("duty.way", None)? {
        // ANPR: uses 2 and 3 (immigration, courts) ask for an exemption.
        Way::Stamp if matches!(use_code, Some(UseCode::Court | UseCode::Immigration)) => {
            answers.wrong(
                "duty.way",
                "Per cause giudiziarie e immigrazione il certificato è esente: scegliere l'esenzione e il suo codice.",
                "For courts and immigration the certificate is exempt: choose the exemption and its code.",
            );
            None
        }
        Way::Stamp => stamp(answers, tariff),
        Way::Exempt => exempt(answers),
    }
}

fn stamp(answers: &mut TypedAnswers, tariff: Tariff) -> Option<Duty> {
    let digits: String = answers.typed("duty.serial").chars().filter(|c| !c.is_whitespace()).collect();
    let sound = digits.len() == SERIAL && digits.bytes().all(|c| c.is_ascii_digit());
    if !sound {
        answers.wrong(
            "duty.serial",
            "Il numero identificativo della marca ha 14 cifre: ricopiarlo dal contrassegno.",
            "The stamp's identification number has 14 digits: copy it from the stamp.",
        );
    }
    let date = answers.past_day("duty.date")?;
    sound.then_some(Duty::Stamp { serial: digits, date, cents: tariff.duty_cents })
}

fn exempt(answers: &mut TypedAnswers) -> Option<Duty> {
    let typed = answers.typed("duty.code");
    let Some(exemption) = typed.parse().ok().and_then(Exemption::of) else {
        answers.wrong(
            "duty.code",
            "Scegliere la norma che esenta (tabella 39: da 1 a 10, oppure 99).",
            "Choose the rule that exempts (table 39: 1 to 10, or 99).",
        );
        return None;
    };
    let text = if exemption.code == OTHER { answers.line("duty.text", TEXT_MOST)? } else { String::new() };
    Some(exemption.duty(&text))
}

/// The fee the tariff asks beside a duty.
fn fee_of(duty: &Duty, tariff: Tariff) -> u32 {
    match duty {
        Duty::Stamp { .. } => tariff.fee_cents,
        Duty::Exempt { code, .. } => match code.and_then(Exemption::of).map(|exemption| exemption.fee) {
            Some(FeeToo::Exempt) => 0,
            Some(FeeToo::StaysDue) | None => tariff.exempt_fee_cents,
        },
    }
}

/// What becomes of a fee; recorded unless somebody says otherwise.
fn fee(answers: &mut TypedAnswers, cents: u32) -> Option<Fee> {
    if cents == 0 {
        return Some(Fee::None);
    }
    Some(match answers.choice("fee.way", Some(FeeWay::Recorded))? {
        FeeWay::Recorded => Fee::Recorded { cents },
        FeeWay::Waived => Fee::Waived { cents, reason: answers.line("fee.reason", REASON)? },
    })
}
