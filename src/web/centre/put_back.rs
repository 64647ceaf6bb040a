//! The centre's data were put back from a copy: who has said what it was told, who is waited for, which decisions were lost.

use std::collections::BTreeMap;

use askama::Template;

use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::{difference, when};
use centre::ledger::epoch::{PutBack, Sign};
use centre::put_back::lost::LostView;
use centre::staff::deeds::{Deed, What};
use domain::centre::exchange::Decision;
use domain::ids::id::StationId;
use domain::time::moment::Moment;
use store::centre::row::Numbering;

use super::desk::{Chair, ChairPost, refused};
use super::frame::HubFrame;
use super::own_sequence::{self, Next};

#[derive(Template)]
#[template(path = "centre/put_back.html")]
struct PutBackPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    put_back: Option<PutBack>,
    /// Register code and name of each station.
    stations: BTreeMap<StationId, (String, String)>,
    /// Of them, who has still to be heard.
    silent: Vec<(String, String)>,
    lost: Vec<LostView>,
    /// Registers whose own sequence is given here: field, label, from where it would go on.
    sequences: Vec<Next>,
}

impl PutBackPage {
    fn sign(&self, sign: &Sign) -> String {
        match sign {
            Sign::OtherPlace => self
                .l
                .t(
                    "la base di dati è un’altra da quella di prima, o è su un’altra linea temporale",
                    "the database is another one than before, or on another timeline",
                )
                .to_owned(),
            Sign::Fewer => self
                .l
                .t(
                    "accanto alle chiavi sono annotati più registrazioni, esiti o numeri di quanti ce ne siano",
                    "beside the keys more records, outcomes or numbers are noted than there are",
                )
                .to_owned(),
            Sign::SecondCopy => self
                .l
                .t("è stata messa al suo posto la seconda copia", "its second copy was put in its place")
                .to_owned(),
            Sign::Emptied => self
                .l
                .t(
                    "la base di dati non si apriva e non c’era una copia: il centro riparte vuoto e si rifà da quello che le postazioni conservano. Utenze, impostazioni e anagrafe importata si mettono di nuovo; chi non torna da sé si riconosce di nuovo con le sei cifre",
                    "the database did not open and there was no copy: the centre begins empty and is made anew from what the stations keep. Accounts, settings and the imported registry are put in again; who does not come back by itself is recognised again with the six digits",
                )
                .to_owned(),
            Sign::StationAhead { code } => {
                let words = self.l.t(
                    "ha avuto da questo centro più di quanto c’è",
                    "was told more by this centre than is here",
                );
                format!("{code} {words}")
            }
        }
    }

    #[expect(clippy::unused_self, reason = "the template calls it")]
    fn at(&self, at: &Moment) -> String {
        when::date_time(*at)
    }

    fn named(&self, id: &StationId) -> String {
        let unknown = || format!("{id} ({})", self.l.t("da riconoscere di nuovo", "to be recognised again"));
        self.stations.get(id).map_or_else(unknown, |(code, name)| format!("{code} – {name}"))
    }

    fn state(&self, id: &StationId) -> String {
        let Some(put_back) = &self.put_back else { return String::new() };
        if let Some(at) = put_back.told.get(id) {
            let words = self.l.t("ha ridetto tutto il", "said everything back on");
            return format!("{words} {}", when::date_time(*at));
        }
        match put_back.given_up.get(id) {
            Some(one) => {
                let words = self.l.t("non si aspetta più", "waited for no more");
                format!("{words}: {}, {} ({})", one.by, when::date_time(one.at), one.reason)
            }
            None => self.l.t("da sentire", "to be heard").to_owned(),
        }
    }

    fn kind(&self, view: &LostView) -> &'static str {
        difference::kind(view.lost.kind, self.l)
    }

    fn decided(&self, view: &LostView, decision: &Decision) -> String {
        let Decision { remedy, reason, by, at, .. } = decision;
        format!(
            "{}: {by}, {} ({reason})",
            difference::remedy(view.lost.kind, *remedy, self.l),
            when::date_time(*at)
        )
    }
}

async fn page(chair: &Chair, form: Form) -> Result<PutBackPage, Trouble> {
    let asked = chair.ask(|hub, _| {
        let put_back = hub.epoch()?.put_back;
        let own = hub.numbering()? == Numbering::Own;
        let beyond = put_back.as_ref().map(|one| one.beyond.clone()).unwrap_or_default();
        let mut sequences = if own { hub.sequences()? } else { Vec::new() };
        for row in &mut sequences {
            let known = beyond.iter().find(|one| (&one.register, one.year) == (&row.register, row.year));
            row.next = row.next.max(known.map_or(0, |known| known.next));
        }
        let stations = hub.stations()?.into_iter().map(|view| (view.row.id, (view.row.code, view.row.name)));
        Ok((put_back, stations.collect(), hub.lost_decisions()?, sequences))
    });
    let (put_back, stations, lost, sequences) = asked.await?;
    let l = chair.l;
    let sequences = own_sequence::fields(sequences, l);
    let frame = chair.frame().mend(&form);
    let mut page = PutBackPage { l, frame, form, put_back, stations, silent: Vec::new(), lost, sequences };
    let silent = page.put_back.iter().flat_map(PutBack::silent);
    page.silent = silent.map(|id| (id.to_string(), page.named(&id))).collect();
    Ok(page)
}

/// `GET /put-back`
pub async fn show(chair: Chair) -> Answer {
    let page = page(&chair, Form::new(chair.l)).await?;
    chair.show(&page)
}

/// `POST /put-back`: stations are waited for no more.
pub async fn go_on(post: ChairPost) -> Answer {
    let mut form = post.form();
    let silent: Vec<StationId> =
        post.typed.all("silent").filter_map(|id| id.parse().ok().map(StationId::new)).collect();
    if silent.is_empty() {
        form.problem("silent", "Scegliere chi non si aspetta più.", "Choose who is waited for no more.");
        let page = page(&post.chair, form).await?;
        return post.chair.mend(&page);
    }
    let (typed, reason) = (post.typed.clone(), post.typed.get("reason").to_owned());
    let done = post.chair.tried(
        move |hub, who| {
            let from = own_sequence::typed(hub, &typed)?;
            hub.go_on_without(who, &silent, &from, &reason)
        },
        |()| Deed::about(What::Decided, "put-back"),
    );
    match done.await? {
        Ok(()) => go("/put-back"),
        Err(error) => {
            refused(&mut form, error)?;
            let page = page(&post.chair, form).await?;
            post.chair.mend(&page)
        }
    }
}
