//! The Link: a Recipe's differences from the defaults as readable keys, for the part of an address after `#`.
//!
//! `v=1&data=circles&data.noise=0.1&network.layers=dense(8),tanh&batch=16&run=1`
//!
//! A layer is its id with its parameters in the order its record declares them; what is left out at the end has
//! its default. Keys beginning with `view.` belong to the page and pass through untouched, and so do unknown ones:
//! they are named, ignored and kept, because a later version may know them.

use std::fmt::Write as _;

use crate::catalog;
use crate::error::Error;
use crate::experiments;
use crate::params::{Entry, Param, ParamKind, Value};
use crate::recipe::{self, DeviceChoice, Recipe, VERSION};
use crate::say;

/// Longest link that is read. Browsers and chat programs cut longer ones anyway.
pub const MAX_LENGTH: usize = 100_000;

/// Most layers in a list.
pub const MAX_LAYERS: usize = 64;

/// What a link says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// The experiment, normalised.
    pub recipe: Recipe,
    /// Whether it asks to start by itself.
    pub run: bool,
    /// Keys for the page (`view.*`) and unknown ones, in order, as they came.
    pub others: Vec<(String, String)>,
    /// What could not be used, and why.
    pub problems: Vec<Error>,
}

/// Reads a link: a whole address, its fragment with or without `#`, or nothing at all, which opens
/// [`experiments::opening`].
pub fn parse(link: &str) -> Link {
    let mut result = Link::default();
    if link.len() > MAX_LENGTH {
        result.problems.push(Error::new(
            "link",
            "too_large",
            say!(
                "The link is longer than {MAX_LENGTH} characters; the default experiment was opened.",
                "链接超过 {MAX_LENGTH} 个字符，已打开默认实验。"
            ),
        ));
        result.recipe = Recipe::default().normalise().0;
        return result;
    }
    let fragment = link.split_once('#').map_or(link, |(_, after)| after);
    let pairs: Vec<(String, String)> = fragment
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(key), decode(value))
        })
        .collect();

    let mut recipe = if pairs.is_empty() {
        experiments::opening()
    } else {
        Recipe::default()
    };
    // A named experiment is a starting point that the other keys change, wherever it stands in the link.
    for (_, id) in pairs.iter().filter(|(key, _)| key == "experiment") {
        match catalog::experiment(id) {
            Some(experiment) => recipe = (experiment.recipe)(),
            None => result.problems.push(Error::new(
                "experiment",
                "unknown_entry",
                say!(
                    "There is no experiment “{id}” here.",
                    "这里没有名为“{id}”的实验。"
                ),
            )),
        }
    }
    // An id first, then its parameters: choosing another entry forgets the parameters of the one before.
    for (key, value) in &pairs {
        if let Some((entry, _)) = recipe.part(key)
            && entry.id != *value
        {
            *entry = Entry::new(value);
        }
    }
    for (key, value) in pairs {
        match set(&mut recipe, &key, &value) {
            Ok(true) => {}
            Ok(false) if key == "run" => result.run = value == "1",
            Ok(false) if key.starts_with("view.") => result.others.push((key, value)),
            Ok(false) => {
                result.problems.push(Error::new(
                    &key,
                    "unknown_key",
                    say!(
                        "The link's key “{key}” is not known here; it was ignored.",
                        "链接中的“{key}”无法识别，已忽略。"
                    ),
                ));
                result.others.push((key, value));
            }
            Err(error) => result.problems.push(error),
        }
    }
    let (recipe, problems) = recipe.normalise();
    result.recipe = recipe;
    result.problems.extend(problems);
    result
}

/// Sets one key of a Recipe from text; `Ok(false)` where the Recipe has no such key.
///
/// Ids and ranges are checked later by [`Recipe::normalise`].
pub fn set(recipe: &mut Recipe, key: &str, value: &str) -> Result<bool, Error> {
    let wrong = || {
        Error::new(
            key,
            "wrong_kind",
            say!(
                "The value “{value}” of “{key}” could not be read; it was ignored.",
                "无法读取“{key}”的值“{value}”，已忽略。"
            ),
        )
    };
    if let Some(setting) = recipe::setting(key) {
        let value = Value::Number(value.parse().map_err(|_| wrong())?);
        setting.check(&value)?;
        if let Value::Number(number) = value {
            recipe.put(key, number);
        }
        return Ok(true);
    }
    match key {
        "v" => recipe.version = value.parse().map_err(|_| wrong())?,
        "device" => {
            recipe.device = [DeviceChoice::Auto, DeviceChoice::Cpu, DeviceChoice::Gpu]
                .into_iter()
                .find(|choice| choice.word() == value)
                .ok_or_else(wrong)?;
        }
        "shuffle" => {
            recipe.shuffle = match value {
                "0" => false,
                "1" => true,
                _ => return Err(wrong()),
            }
        }
        "loss" => recipe.loss = value.into(),
        "experiment" => {}
        _ => {
            let (part, param) = match key.split_once('.') {
                Some((part, param)) => (part, Some(param)),
                None => (key, None),
            };
            let Some((entry, find)) = recipe.part(part) else {
                return Ok(false);
            };
            // The id itself was taken before its parameters.
            let Some(param) = param else {
                return Ok(true);
            };
            let declared = find(&entry.id).into_iter().flatten();
            let Some(param) = declared.into_iter().find(|p| p.id == param) else {
                return Ok(false);
            };
            let value = match param.kind {
                ParamKind::Layers { .. } => Some(Value::Layers(parse_layers(value)?)),
                _ => parse_value(param, value),
            };
            entry
                .params
                .insert(param.id.into(), value.ok_or_else(wrong)?);
        }
    }
    Ok(true)
}

/// The link of a normalised Recipe: only what differs from the defaults, then `others`.
pub fn print(recipe: &Recipe, others: &[(String, String)]) -> String {
    let defaults = Recipe::default();
    let mut link = format!("v={VERSION}");
    let mut put = |key: &str, value: &str| {
        let _ = write!(link, "&{}={}", encode(key), encode(value));
    };
    if recipe.device != defaults.device {
        put("device", recipe.device.word());
    }
    for ((key, entry, find), (_, default, _)) in recipe.parts().into_iter().zip(defaults.parts()) {
        if entry.id != default.id {
            put(key, &entry.id);
        }
        for param in find(&entry.id).unwrap_or(&[]) {
            if let Some(value) = entry.params.get(param.id)
                && *value != param.default()
            {
                put(&format!("{key}.{}", param.id), &print_value(value));
            }
        }
    }
    if recipe.shuffle != defaults.shuffle {
        put("shuffle", "0");
    }
    if !recipe.loss.is_empty() {
        put("loss", &recipe.loss);
    }
    for setting in recipe::settings() {
        let value = recipe.get(setting.id);
        if value != defaults.get(setting.id) {
            put(setting.id, &value.unwrap_or_default().to_string());
        }
    }
    for (key, value) in others {
        put(key, value);
    }
    link
}

/// A number or a word; none where a number was expected.
fn parse_value(param: &Param, text: &str) -> Option<Value> {
    match param.kind {
        ParamKind::Choice { .. } => Some(Value::Word(text.into())),
        _ => text.parse().ok().map(Value::Number),
    }
}

fn print_value(value: &Value) -> String {
    match value {
        Value::Number(n) => n.to_string(),
        Value::Word(word) => word.clone(),
        Value::Layers(layers) => print_layers(layers),
    }
}

/// `conv(6,5,2),relu,pool(2)` for a list of layers.
pub fn print_layers(layers: &[Entry]) -> String {
    let print_layer = |layer: &Entry| {
        let declared = catalog::layer(&layer.id).unwrap_or(&[]);
        let mut values: Vec<Value> = declared
            .iter()
            .map(|param| {
                layer
                    .params
                    .get(param.id)
                    .cloned()
                    .unwrap_or_else(|| param.default())
            })
            .collect();
        while let Some(last) = values.last()
            && *last == declared[values.len() - 1].default()
        {
            values.pop();
        }
        if values.is_empty() {
            return layer.id.clone();
        }
        let values: Vec<String> = values.iter().map(print_value).collect();
        format!("{}({})", layer.id, values.join(","))
    };
    layers.iter().map(print_layer).collect::<Vec<_>>().join(",")
}

/// Reads a list of layers; ids that do not exist and parameters out of range are errors here.
pub fn parse_layers(text: &str) -> Result<Vec<Entry>, Error> {
    let fail = |code, text| Error::new("network.layers", code, text);
    let mut layers = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if layers.len() == MAX_LAYERS {
            return Err(fail(
                "too_large",
                say!("At most {MAX_LAYERS} layers.", "最多 {MAX_LAYERS} 层。"),
            ));
        }
        let end = rest.find([',', '(']).unwrap_or(rest.len());
        let id = rest[..end].trim();
        let Some(declared) = catalog::layer(id) else {
            return Err(fail(
                "unknown_entry",
                say!("There is no layer “{id}”.", "没有名为“{id}”的层。"),
            ));
        };
        let mut entry = Entry::new(id);
        rest = &rest[end..];
        if let Some(inside) = rest.strip_prefix('(') {
            let Some((values, after)) = inside.split_once(')') else {
                return Err(fail(
                    "cut_off",
                    say!(
                        "A closing bracket is missing after the layer “{id}”.",
                        "层“{id}”之后缺少右括号。"
                    ),
                ));
            };
            for (index, value) in values
                .split(',')
                .enumerate()
                .filter(|(_, v)| !v.trim().is_empty())
            {
                let param = declared.get(index);
                let read = param.and_then(|param| parse_value(param, value.trim()));
                let (Some(param), Some(read)) = (param, read) else {
                    return Err(fail(
                        "wrong_kind",
                        say!(
                            "“{value}” is not a parameter of the layer “{id}”.",
                            "“{value}”不是层“{id}”的参数。"
                        ),
                    ));
                };
                entry.params.insert(param.id.into(), read);
            }
            rest = after;
        }
        let mut problems = Vec::new();
        entry.normalise(declared, &mut problems);
        if let Some(problem) = problems.into_iter().next() {
            return Err(problem.inside(&format!("network.layers[{}]", layers.len())));
        }
        layers.push(entry);
        rest = rest.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(after) => after.trim_start(),
            None if rest.is_empty() => rest,
            None => {
                return Err(fail(
                    "wrong_kind",
                    say!(
                        "Layers are separated by commas; “{rest}” follows none.",
                        "层与层之间用逗号分隔，“{rest}”之前缺少逗号。"
                    ),
                ));
            }
        };
    }
    Ok(layers)
}

/// Percent-encodes everything but what a fragment may hold and stays readable.
fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~(),:/".contains(&byte) {
            encoded.push(byte as char);
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Undoes [`encode`]; what is no valid encoding stays as it is, bytes that are no UTF-8 become �.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = (*first == b'%')
            .then(|| {
                tail.get(..2)
                    .and_then(|pair| std::str::from_utf8(pair).ok())
            })
            .flatten()
            .filter(|pair| pair.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        if let Some(byte) = hex {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(if *first == b'+' { b' ' } else { *first });
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
