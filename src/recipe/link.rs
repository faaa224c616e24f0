//! The Link: a Recipe's differences from the defaults as readable keys, for the part of an address after `#`.
//!
//! `v=1&data=circles&data.noise=0.1&network.layers=dense(8),tanh&batch=16&run=1`
//!
//! Layers are written in the notation of [`crate::network::notation`]. Keys beginning with `view.` belong to the page and
//! pass through untouched, and so do unknown ones: they are named, ignored and kept, because a later version may know
//! them. `weights` carries weights to begin with ([`crate::training::start`]). What earlier versions wrote is brought up
//! to date by [`super::migrations`].

use crate::bounds;
use crate::error::{Error, few};
use crate::formats::packed;
use crate::network::notation;
use crate::params::{ParamKind, Value};
use crate::recipe::experiments;
use crate::recipe::{Key, Recipe, VERSION, fragment, migrations};
use crate::say;
use crate::text::{listed, quoted};

/// What a link says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// The experiment, normalised.
    pub recipe: Recipe,
    /// Whether it asks to start by itself.
    pub run: bool,
    /// Weights to begin with, as [`crate::formats::packed`] reads them.
    pub weights: Option<String>,
    /// Keys for the page (`view.*`) and unknown ones, in order, as they came.
    pub others: Vec<(String, String)>,
    /// Whether no key that is known here has a value: such a fragment names a place on a page, or belongs to whoever
    /// put it there.
    pub foreign: bool,
    /// What could not be used, and why; at most [`bounds::PROBLEMS`].
    pub problems: Vec<Error>,
}

/// Reads a link: a whole address, its fragment with or without `#`, or nothing at all, which opens
/// [`experiments::opening`].
pub fn parse(link: &str) -> Link {
    let mut result = Link::default();
    let fragment = fragment::of(link);
    if let Err(problem) = check_length(fragment) {
        result.problems.push(problem);
        result.recipe = Recipe::default().normalise().0;
        return result;
    }
    let pairs = meant(fragment);
    let ours = |key: &str| is_setting(key) || key.starts_with("view.");
    result.foreign =
        !pairs.is_empty() && !(pairs.iter()).any(|(key, value)| !value.is_empty() && ours(key));
    let mut recipe = if pairs.is_empty() {
        experiments::opening()
    } else {
        chosen(&pairs)
    };
    let mut unknown = Vec::new();
    for (key, value) in pairs {
        match set(&mut recipe, &key, &value) {
            Ok(true) => {}
            Ok(false) if key == "run" => result.run = value == "1",
            Ok(false) if key == WEIGHTS && packed::is_packed(&value) => {
                result.weights = Some(value)
            }
            Ok(false) if key == WEIGHTS => result.problems.push(unreadable(&key, &value)),
            Ok(false) => {
                if !key.starts_with("view.") {
                    unknown.push(key.clone());
                }
                result.others.push((key, value));
            }
            Err(error) => result.problems.push(error),
        }
    }
    if !unknown.is_empty() {
        let names = listed(unknown.iter().map(String::as_str));
        let (en, zh) = (&names.en, &names.zh);
        result.problems.push(Error::new(
            "link",
            "unknown_key",
            say!(
                "Keys of the link that are not known here were ignored: {en}.",
                "链接中无法识别的键已忽略：{zh}。"
            ),
        ));
    }
    let (recipe, problems) = recipe.normalise();
    result.recipe = recipe;
    result.problems.extend(problems);
    result.problems = few(result.problems);
    result
}

/// The key of weights to begin with.
pub const WEIGHTS: &str = "weights";

/// Weights have a bound of their own.
fn check_length(fragment: &str) -> Result<(), Error> {
    let weights: usize = fragment
        .split('&')
        .filter_map(|pair| pair.trim_start_matches("amp;").strip_prefix("weights="))
        .map(str::len)
        .sum();
    let most = if weights > bounds::LINK_WEIGHTS {
        bounds::LINK_WEIGHTS
    } else if fragment.len() - weights > bounds::LINK {
        bounds::LINK
    } else {
        return Ok(());
    };
    Err(Error::new(
        "link",
        "too_large",
        say!(
            "The link is longer than {most} characters; the default experiment was opened.",
            "链接超过 {most} 个字符，已打开默认实验。"
        ),
    ))
}

/// The pairs of a fragment, the last one without the end of the sentence that the link stands in.
fn meant(fragment: &str) -> Vec<(String, String)> {
    let mut pairs = fragment::pairs(fragment, is_setting);
    migrations::bring_up(&mut pairs);
    if let Some((key, value)) = pairs.pop() {
        let recipe = chosen(&pairs);
        let reads = |value: &str| !is_setting(&key) || reads(&recipe, &key, value);
        let value = fragment::without_punctuation(&value, reads).to_owned();
        pairs.push((key, value));
    }
    pairs
}

/// Whether the key may have this value.
fn reads(recipe: &Recipe, key: &str, value: &str) -> bool {
    let problems = |recipe: Recipe| recipe.normalise().1.len();
    let mut tried = recipe.clone();
    match key {
        "run" => value == "0" || value == "1",
        WEIGHTS => packed::is_packed(value),
        _ => {
            matches!(set(&mut tried, key, value), Ok(true))
                && problems(tried) <= problems(recipe.clone())
        }
    }
}

/// Whether a key is a link's own, the Recipe's, or of a parameter that one of its entries might have.
fn is_setting(key: &str) -> bool {
    ["v", "run", "experiment", WEIGHTS].contains(&key) || place(key).is_some()
}

/// The place in a Recipe that a key of a link names. A list of layers is written whole, not layer by layer.
fn place(key: &str) -> Option<Key<'_>> {
    Key::parse(key).filter(|place| !matches!(place, Key::Listed { .. }))
}

/// The Recipe that the ids of a link choose, without their parameters.
fn chosen(pairs: &[(String, String)]) -> Recipe {
    let mut recipe = Recipe::default();
    // A named experiment is a starting point that the other keys change, wherever it stands in the link.
    for (_, id) in pairs.iter().filter(|(key, _)| key == "experiment") {
        if let Some(experiment) = experiments::find(id) {
            recipe = (experiment.recipe)();
        }
    }
    // An id first, then its parameters: choosing another entry forgets the parameters of the one before.
    for (key, id) in pairs {
        if let Some(place @ Key::Entry(_)) = place(key) {
            // A word can always stand there; whether it is an id, `normalise` tells.
            let _ = place.put(&mut recipe, Value::Word(id.clone()));
        }
    }
    recipe
}

/// Sets one key of a Recipe from the text that a link gives it; `Ok(false)` where the Recipe has no such key.
///
/// Ids and ranges are checked later by [`Recipe::normalise`].
fn set(recipe: &mut Recipe, key: &str, text: &str) -> Result<bool, Error> {
    match key {
        "v" => recipe.version = text.parse().map_err(|_| unreadable(key, text))?,
        "experiment" if experiments::find(text).is_some() => {}
        "experiment" => {
            let id = quoted(text);
            return Err(Error::new(
                key,
                "unknown_entry",
                say!(
                    "There is no experiment “{id}” here.",
                    "这里没有名为“{id}”的实验。"
                ),
            ));
        }
        _ => {
            let Some(place) = place(key).filter(|place| place.exists(recipe)) else {
                return Ok(false);
            };
            let value = match place.declared(recipe) {
                Some(param) => match param.kind {
                    ParamKind::Layers { .. } => Some(Value::Layers(notation::parse(text)?)),
                    _ => notation::parse_value(param, text),
                },
                None => Some(Value::Word(text.into())),
            };
            let value = value.ok_or_else(|| unreadable(key, text))?;
            place.put(recipe, value).map_err(|error| match place {
                Key::Device | Key::Shuffle => unreadable(key, text),
                _ => error,
            })?;
        }
    }
    Ok(true)
}

fn unreadable(key: &str, text: &str) -> Error {
    let (key, text) = (quoted(key), quoted(text));
    Error::new(
        &key,
        "wrong_kind",
        say!(
            "The value “{text}” of “{key}” could not be read; it was ignored.",
            "无法读取“{key}”的值“{text}”，已忽略。"
        ),
    )
}

/// The link of a normalised Recipe: only what differs from the defaults, then `others`.
pub fn print(recipe: &Recipe, others: &[(String, String)]) -> String {
    let mut link = format!("v={VERSION}");
    let mut put = |key: &str, value: &str| {
        link.push('&');
        link.push_str(&fragment::print(key, value));
    };
    for key in Key::all(recipe) {
        if let Some(value) = key.get(recipe)
            && Some(&value) != key.default(recipe).as_ref()
        {
            put(&key.to_string(), &notation::print_value(&value));
        }
    }
    for (key, value) in others {
        put(key, value);
    }
    link
}
