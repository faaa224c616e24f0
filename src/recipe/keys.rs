//! Keys: the one grammar of the places in a Recipe. Links, the page, remedies and problems name a place like this:
//!
//! | key | place | value |
//! |---|---|---|
//! | `batch` | one of the Recipe's own numbers ([`settings`]) | number |
//! | `device`, `loss` | where to train; an id of the catalog's losses, or empty | word |
//! | `shuffle` | whether every epoch has a new order | 1 or 0 |
//! | `optimizer` | which entry a [`Part`] is | word: the entry's id |
//! | `optimizer.rate`, `network.layers` | a parameter of that entry | as declared |
//! | `network.layers[2].rate` | a parameter of an entry in a list of layers | as declared |
//!
//! A key is parsed without a Recipe; whether there is such a place depends on the entries that a Recipe has chosen
//! ([`Key::exists`]). How a value is written into an address is the matter of [`link`](super::link) alone.

use std::fmt;

use crate::error::{Error, Result};
use crate::network::layers;
use crate::optim::losses;
use crate::params::{Entry, Param, Value};
use crate::recipe::parts::Part;
use crate::recipe::settings::{self, DEVICE, SHUFFLE};
use crate::recipe::{DeviceChoice, Recipe};
use crate::say;
use crate::text::quoted;

/// A place in a Recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// Where to train.
    Device,
    /// Whether every epoch has a new order.
    Shuffle,
    /// Which loss.
    Loss,
    /// One of the Recipe's own numbers.
    Setting(&'static str),
    /// Which entry a part is.
    Entry(Part),
    /// A parameter of a part's entry.
    Param(Part, &'a str),
    /// A parameter of an entry in a list of layers, which is itself the parameter `list` of a part's entry.
    Listed {
        part: Part,
        list: &'a str,
        index: usize,
        param: &'a str,
    },
}

impl<'a> Key<'a> {
    /// Reads a key; none where no Recipe has such a place.
    pub fn parse(text: &'a str) -> Option<Self> {
        match text {
            "device" => return Some(Self::Device),
            "shuffle" => return Some(Self::Shuffle),
            "loss" => return Some(Self::Loss),
            _ => {}
        }
        if let Some(setting) = settings::setting(text) {
            return Some(Self::Setting(setting.id));
        }
        let Some((part, path)) = text.split_once('.') else {
            return Part::named(text).map(Self::Entry);
        };
        let part = Part::named(part)?;
        let Some((list, rest)) = path.split_once('[') else {
            return Some(Self::Param(part, path));
        };
        let (index, param) = rest.split_once("].")?;
        let index = index.parse().ok()?;
        Some(Self::Listed {
            part,
            list,
            index,
            param,
        })
    }

    /// Every place of a Recipe but those inside its list of layers, in the order of links: an entry stands before its
    /// parameters.
    pub fn all(recipe: &Recipe) -> impl Iterator<Item = Key<'static>> {
        let parts = Part::ALL.into_iter().flat_map(|part| {
            let declared = part.declared(&recipe.part(part).id).unwrap_or(&[]);
            let params = declared.iter().map(move |param| Key::Param(part, param.id));
            std::iter::once(Key::Entry(part)).chain(params)
        });
        std::iter::once(Key::Device)
            .chain(parts)
            .chain([Key::Shuffle, Key::Loss])
            .chain(settings::settings().map(|setting| Key::Setting(setting.id)))
    }

    /// The part that the place belongs to; none for what is the Recipe's own.
    pub fn part(&self) -> Option<Part> {
        match *self {
            Self::Entry(part) | Self::Param(part, _) | Self::Listed { part, .. } => Some(part),
            _ => None,
        }
    }

    /// How the value is declared: what it may be, its unit, whether it may change while a network trains. None where
    /// an entry of the catalog is chosen, and where this Recipe has no such place.
    pub fn declared(&self, recipe: &Recipe) -> Option<&'static Param> {
        let (declared, id) = match *self {
            Self::Device => return Some(&DEVICE),
            Self::Shuffle => return Some(&SHUFFLE),
            Self::Setting(id) => return settings::setting(id),
            Self::Loss | Self::Entry(_) => return None,
            Self::Param(part, param) => (part.declared(&recipe.part(part).id)?, param),
            Self::Listed {
                part,
                list,
                index,
                param,
            } => {
                let layer = listed(recipe, part, list, index)?;
                (layers::declared(&layer.id)?, param)
            }
        };
        declared.iter().find(|param| param.id == id)
    }

    /// Whether this Recipe has such a place.
    pub fn exists(&self, recipe: &Recipe) -> bool {
        matches!(self, Self::Loss | Self::Entry(_)) || self.declared(recipe).is_some()
    }

    /// Whether the value may change while a network trains.
    pub fn live(&self, recipe: &Recipe) -> bool {
        self.declared(recipe).is_some_and(|param| param.live)
    }

    /// The value; none where the Recipe has no such place, or leaves it at its default.
    pub fn get(&self, recipe: &Recipe) -> Option<Value> {
        match *self {
            Self::Device => Some(recipe.device.word().into()),
            Self::Shuffle => Some(f64::from(u8::from(recipe.shuffle)).into()),
            Self::Loss => Some(recipe.loss.as_str().into()),
            Self::Setting(id) => recipe.get(id).map(Value::Number),
            Self::Entry(part) => Some(recipe.part(part).id.as_str().into()),
            Self::Param(part, param) => recipe.part(part).params.get(param).cloned(),
            Self::Listed {
                part,
                list,
                index,
                param,
            } => {
                let layer = listed(recipe, part, list, index)?;
                layer.params.get(param).cloned()
            }
        }
    }

    /// What it is unless somebody says otherwise; none where this Recipe has no such place.
    pub fn default(&self, recipe: &Recipe) -> Option<Value> {
        match self {
            Self::Param(..) | Self::Listed { .. } => {
                self.declared(recipe).map(|param| param.default())
            }
            _ => self.get(&Recipe::default()),
        }
    }

    /// Whether the value may stand there.
    ///
    /// # Errors
    /// It is out of range or of the wrong kind, or this Recipe has no such place. The error carries the whole key.
    pub fn check(&self, recipe: &Recipe, value: &Value) -> Result<()> {
        let checked = match (self, self.declared(recipe)) {
            (_, Some(param)) => param.check(value),
            (Self::Entry(part), _) => match value {
                Value::Word(id) if part.declared(id).is_some() => Ok(()),
                Value::Word(id) => Err(unknown_entry(id)),
                _ => Err(self.wrong_kind()),
            },
            (Self::Loss, _) => match value {
                Value::Word(id) if id.is_empty() || losses::find(id).is_some() => Ok(()),
                Value::Word(id) => Err(unknown_entry(id)),
                _ => Err(self.wrong_kind()),
            },
            _ => Err(self.unknown()),
        };
        checked.map_err(|error| Error {
            key: self.to_string(),
            ..error
        })
    }

    /// Sets the value, once it was checked.
    ///
    /// # Errors
    /// Those of [`Key::check`]; nothing is changed then.
    pub fn set(&self, recipe: &mut Recipe, value: impl Into<Value>) -> Result<()> {
        let value = value.into();
        self.check(recipe, &value)?;
        self.put(recipe, value)
    }

    /// Sets what the place can hold. Ids and the ranges of entries' parameters are left to
    /// [`Recipe::normalise`], which knows the whole: whoever reads a link is told all that is wrong with it at once.
    ///
    /// # Errors
    /// A value that the place cannot hold, or no such place in this Recipe; nothing is changed then.
    pub fn put(&self, recipe: &mut Recipe, value: Value) -> Result<()> {
        match (*self, value) {
            (Self::Device | Self::Shuffle | Self::Setting(_), value) => {
                self.check(recipe, &value)?;
                match (self, value) {
                    (Self::Device, Value::Word(word)) => {
                        recipe.device = DeviceChoice::named(&word).unwrap_or_default();
                    }
                    (Self::Shuffle, Value::Number(on)) => recipe.shuffle = on != 0.0,
                    (Self::Setting(id), Value::Number(number)) => recipe.put(id, number),
                    _ => return Err(self.wrong_kind()),
                }
            }
            (Self::Loss, Value::Word(id)) => recipe.loss = id,
            (Self::Entry(part), Value::Word(id)) => {
                let entry = recipe.part_mut(part);
                // Another entry has other parameters.
                if entry.id != id {
                    *entry = Entry::new(&id);
                }
            }
            (Self::Param(part, param), value) if self.exists(recipe) => {
                let params = &mut recipe.part_mut(part).params;
                params.insert(param.into(), value);
            }
            (
                Self::Listed {
                    part,
                    list,
                    index,
                    param,
                },
                value,
            ) if self.exists(recipe) => {
                let layers = recipe.part_mut(part).params.get_mut(list);
                let Some(Value::Layers(layers)) = layers else {
                    return Err(self.unknown());
                };
                layers[index].params.insert(param.into(), value);
            }
            (Self::Loss | Self::Entry(_), _) => return Err(self.wrong_kind()),
            _ => return Err(self.unknown()),
        }
        Ok(())
    }

    fn wrong_kind(&self) -> Error {
        Error::new(
            self.to_string(),
            "wrong_kind",
            say!(
                "“{self}” got a value of the wrong kind.",
                "“{self}”的值类型不对。"
            ),
        )
    }

    fn unknown(&self) -> Error {
        let name = quoted(&self.to_string());
        Error::new(
            self.to_string(),
            "unknown_key",
            say!(
                "This recipe has no “{name}”.",
                "这份配方没有“{name}”这一项。"
            ),
        )
    }
}

/// The same text that [`Key::parse`] reads.
impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Device => f.write_str("device"),
            Self::Shuffle => f.write_str("shuffle"),
            Self::Loss => f.write_str("loss"),
            Self::Setting(id) => f.write_str(id),
            Self::Entry(part) => f.write_str(part.word()),
            Self::Param(part, param) => write!(f, "{}.{param}", part.word()),
            Self::Listed {
                part,
                list,
                index,
                param,
            } => write!(f, "{}.{list}[{index}].{param}", part.word()),
        }
    }
}

/// The list of layers under a name.
fn layers<'a>(entry: &'a Entry, list: &str) -> Option<&'a [Entry]> {
    match entry.params.get(list)? {
        Value::Layers(layers) => Some(layers),
        _ => None,
    }
}

/// An entry of a list of layers.
fn listed<'a>(recipe: &'a Recipe, part: Part, list: &str, index: usize) -> Option<&'a Entry> {
    layers(recipe.part(part), list)?.get(index)
}

fn unknown_entry(id: &str) -> Error {
    let id = quoted(id);
    Error::new(
        "",
        "unknown_entry",
        say!("There is no “{id}” here.", "这里没有“{id}”。"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets;
    use crate::network::{architectures, initializers};
    use crate::optim::{optimizers, schedules};
    use crate::params::ParamKind;

    /// Normalised Recipes in which every entry of the catalog stands at least once, layers as a list of one.
    fn recipes() -> Vec<Recipe> {
        let mut recipes = vec![Recipe::default()];
        let mut add = |part: Part, entry: Entry| {
            let mut recipe = Recipe::default();
            *recipe.part_mut(part) = entry;
            recipes.push(recipe);
        };
        macro_rules! each {
            ($($part:ident $family:ident),*) => {
                $(for record in $family::ALL {
                    add(Part::$part, Entry::new(record.id));
                })*
            };
        }
        each!(
            Data datasets, Network architectures, Init initializers, Optimizer optimizers, Schedule schedules
        );
        for record in layers::ALL {
            let mut layer = Entry::new(record.id);
            layer.normalise(record.params, &mut Vec::new());
            let mut network = Entry::new("sequential");
            let layers = Value::Layers(vec![layer]);
            network.params.insert("layers".into(), layers);
            add(Part::Network, network);
        }
        let normal = recipes.into_iter().map(|recipe| recipe.normalise().0);
        normal.collect()
    }

    /// Every key of a Recipe, those inside its list of layers too.
    fn all(recipe: &Recipe) -> Vec<String> {
        let mut keys: Vec<String> = Key::all(recipe).map(|key| key.to_string()).collect();
        for (index, layer) in layers(&recipe.network, "layers")
            .into_iter()
            .flatten()
            .enumerate()
        {
            let declared = layers::declared(&layer.id).into_iter().flatten();
            keys.extend(declared.map(|param| format!("network.layers[{index}].{}", param.id)));
        }
        keys
    }

    #[test]
    fn every_declared_parameter_has_a_key_by_which_it_is_read_and_set() {
        for recipe in recipes() {
            let mut declared = 0;
            for text in all(&recipe) {
                let key = Key::parse(&text).expect("it was printed by us");
                assert_eq!(key.to_string(), text);
                assert!(key.exists(&recipe), "{text}");
                let value = key.get(&recipe).expect("a normalised Recipe has all");
                assert_eq!(key.check(&recipe, &value), Ok(()), "{text}");
                let Some(param) = key.declared(&recipe) else {
                    assert!(matches!(key, Key::Loss | Key::Entry(_)), "{text}");
                    continue;
                };
                declared += 1;
                assert!(text.ends_with(param.id), "{text}");
                for wanted in in_range(param) {
                    let mut changed = recipe.clone();
                    assert_eq!(key.set(&mut changed, wanted.clone()), Ok(()), "{text}");
                    assert_eq!(key.get(&changed), Some(wanted), "{text}");
                    // Nothing else was changed.
                    key.set(&mut changed, value.clone())
                        .expect("it stood there");
                    assert_eq!(changed, recipe, "{text}");
                }
            }
            let parts = Part::ALL.iter().filter_map(|part| {
                let declared = part.declared(&recipe.part(*part).id)?;
                Some(declared.len())
            });
            let listed = layers(&recipe.network, "layers").into_iter().flatten();
            let listed = listed.map(|layer| layers::declared(&layer.id).map_or(0, <[Param]>::len));
            let own = settings::settings().count() + [&DEVICE, &SHUFFLE].len();
            assert_eq!(declared, parts.chain(listed).sum::<usize>() + own);
        }
    }

    #[test]
    fn what_is_out_of_range_is_refused_as_normalising_does_and_changes_nothing() {
        for recipe in recipes() {
            for text in all(&recipe) {
                let key = Key::parse(&text).expect("it was printed by us");
                let Some(param) = key.declared(&recipe) else {
                    continue;
                };
                for wrong in out_of_range(param) {
                    let mut changed = recipe.clone();
                    let error = key.set(&mut changed, wrong.clone());
                    let error = error.expect_err("it is out of range");
                    assert_eq!(changed, recipe, "{text}");
                    let told = param.check(&wrong).expect_err("it is out of range");
                    assert_eq!((&error.code, &error.text), (&told.code, &told.text));
                    assert_eq!(error.key, text);
                }
            }
        }
    }

    #[test]
    fn another_entry_forgets_the_parameters_of_the_one_before() {
        let mut recipe = Recipe::default();
        let set = |recipe: &mut Recipe, key: &str, value: Value| {
            let key = Key::parse(key).expect("a key");
            key.set(recipe, value).map_err(|error| error.code)
        };
        assert_eq!(set(&mut recipe, "optimizer.rate", 0.5.into()), Ok(()));
        assert_eq!(set(&mut recipe, "optimizer", "adam".into()), Ok(()));
        assert_eq!(recipe.optimizer.optional("rate"), Some(0.5));
        assert_eq!(set(&mut recipe, "optimizer", "sgd".into()), Ok(()));
        assert_eq!(recipe.optimizer, Entry::new("sgd"));
        let before = recipe.clone();
        for (key, value, code) in [
            ("optimizer", "none".into(), "unknown_entry"),
            ("optimizer", 1.0.into(), "wrong_kind"),
            ("optimizer.warp", 1.0.into(), "unknown_key"),
            ("network.layers[9].rate", 0.5.into(), "unknown_key"),
            ("loss", "joy".into(), "unknown_entry"),
            ("device", "abacus".into(), "out_of_range"),
            ("shuffle", 2.0.into(), "out_of_range"),
            ("batch", "many".into(), "wrong_kind"),
        ] {
            assert_eq!(set(&mut recipe, key, value), Err(code.into()), "{key}");
            assert_eq!(recipe, before);
        }
        assert_eq!(set(&mut recipe, "loss", "huber".into()), Ok(()));
        assert_eq!(set(&mut recipe, "device", "gpu".into()), Ok(()));
        assert_eq!(set(&mut recipe, "shuffle", 0.0.into()), Ok(()));
        assert_eq!(recipe.device, DeviceChoice::Gpu);
        assert_eq!((recipe.loss.as_str(), recipe.shuffle), ("huber", false));
    }

    #[test]
    fn what_is_no_key_is_none() {
        for text in [
            "",
            ".",
            "btach",
            "batch.size",
            "device.x",
            "datas.noise",
            "network.layers[",
            "network.layers[x].rate",
            "network.layers[-1].rate",
            "network.layers[0]",
            "network.layers[0]rate",
            "network.layers[99999999999999999999].rate",
        ] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }

    /// Values at the limits of a declaration.
    fn in_range(param: &Param) -> Vec<Value> {
        match &param.kind {
            ParamKind::Integer { min, max, .. } => vec![(*min as f64).into(), (*max as f64).into()],
            ParamKind::Real { min, max, .. } => vec![(*min).into(), (*max).into()],
            ParamKind::Choice { options, .. } => {
                options.iter().map(|option| option.id.into()).collect()
            }
            ParamKind::Switch { .. } => vec![0.0.into(), 1.0.into()],
            ParamKind::Layers { .. } => vec![Value::Layers(vec![Entry::new("relu")])],
        }
    }

    /// Values beyond the limits of a declaration, and of another kind.
    fn out_of_range(param: &Param) -> Vec<Value> {
        match &param.kind {
            ParamKind::Integer { min, max, .. } => vec![
                (*min as f64 - 1.0).into(),
                (*max as f64 + 1.0).into(),
                (*min as f64 + 0.5).into(),
                f64::NAN.into(),
                "many".into(),
            ],
            ParamKind::Real { min, max, .. } => vec![
                (min - 1.0).into(),
                (max + 1.0).into(),
                f64::INFINITY.into(),
                f64::NAN.into(),
                "many".into(),
            ],
            ParamKind::Choice { .. } => vec!["none of them".into(), 1.0.into()],
            ParamKind::Switch { .. } => vec![2.0.into(), 0.5.into(), "on".into()],
            ParamKind::Layers { .. } => vec![1.0.into(), "dense(8)".into()],
        }
    }
}
