//! What a site remembers of browsers for a while, in memory only: gone with the process.

use std::sync::Arc;

use actix_web::{HttpRequest, web};

use super::kept::Keeps;
use crate::entrance::own_name::Entrances;
use clock::{Clock, Random};
use vault::PassingKey;

/// It.
pub struct Passing {
    /// Proves and seals until the process ends.
    pub key: PassingKey,
    /// For names that cannot be guessed.
    pub random: Random,
    /// How time passes.
    pub clock: Clock,
    /// Browsers on their way to a name of their own.
    pub entrances: Entrances,
    /// Pages that answer a form.
    pub keeps: Keeps,
}

impl Passing {
    /// Nothing yet.
    pub fn new(random: &Random) -> Arc<Self> {
        Arc::new(Self {
            key: PassingKey::new(random),
            random: random.clone(),
            clock: Clock::system(),
            entrances: Entrances::default(),
            keeps: Keeps::default(),
        })
    }
}

/// What the site remembers; `routes::app` puts it there.
pub fn passing(req: &HttpRequest) -> web::Data<Passing> {
    req.app_data::<web::Data<Passing>>().cloned().expect("the app is built with what it remembers")
}
