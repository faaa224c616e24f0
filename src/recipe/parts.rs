//! The parts of a Recipe: what is chosen from a list of the catalog, with parameters of its own.

use crate::datasets;
use crate::network::{architectures, initializers};
use crate::optim::{optimizers, schedules};
use crate::params::{Entry, Param};
use crate::recipe::Recipe;

/// A part of a Recipe, in the order of the page and of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Data,
    Network,
    Init,
    Optimizer,
    Schedule,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 5] = [
        Self::Data,
        Self::Network,
        Self::Init,
        Self::Optimizer,
        Self::Schedule,
    ];

    /// Its name in Recipes and links.
    pub fn word(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Network => "network",
            Self::Init => "init",
            Self::Optimizer => "optimizer",
            Self::Schedule => "schedule",
        }
    }

    /// The part of that name.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.word() == word)
    }

    /// The declared parameters of the entry `id`; none where the catalog has no such entry.
    pub fn declared(self, id: &str) -> Option<&'static [Param]> {
        match self {
            Self::Data => datasets::find(id).map(|record| record.params),
            Self::Network => architectures::find(id).map(|record| record.params),
            Self::Init => initializers::find(id).map(|record| record.params),
            Self::Optimizer => optimizers::find(id).map(|record| record.params),
            Self::Schedule => schedules::find(id).map(|record| record.params),
        }
    }
}

impl Recipe {
    /// What was chosen for a part.
    pub fn part(&self, part: Part) -> &Entry {
        match part {
            Part::Data => &self.data,
            Part::Network => &self.network,
            Part::Init => &self.init,
            Part::Optimizer => &self.optimizer,
            Part::Schedule => &self.schedule,
        }
    }

    /// What was chosen for a part, for a change.
    pub fn part_mut(&mut self, part: Part) -> &mut Entry {
        match part {
            Part::Data => &mut self.data,
            Part::Network => &mut self.network,
            Part::Init => &mut self.init,
            Part::Optimizer => &mut self.optimizer,
            Part::Schedule => &mut self.schedule,
        }
    }
}
