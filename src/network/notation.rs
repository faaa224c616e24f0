//! The notation of layers: `conv(6,5,2),relu,pool(2)`, as links, presets and the command line have it.
//!
//! A layer is its id with its parameters in the order its record declares them; what is left out at the end has its
//! default.

use crate::bounds;
use crate::error::Error;
use crate::network::layers;
use crate::params::{Entry, Param, ParamKind, Value};
use crate::say;
use crate::text::quoted;

impl Entry {
    /// The same entry with a list of layers in this notation.
    ///
    /// # Panics
    /// Where it does not parse: it is for what we wrote ourselves, which is tested.
    pub fn with_layers(mut self, layers: &str) -> Self {
        self.params
            .insert("layers".into(), Value::Layers(ours(layers)));
        self
    }
}

/// The layers of a list that we wrote ourselves.
pub(super) fn ours(layers: &str) -> Vec<Entry> {
    parse(layers).expect("our own lists are tested to parse")
}

/// A list of layers in this notation; parameters at their defaults are left out where nothing follows them.
pub fn print(layers: &[Entry]) -> String {
    let print_layer = |layer: &Entry| {
        let declared = layers::declared(&layer.id).unwrap_or(&[]);
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

/// Reads a list of layers.
///
/// # Errors
/// Ids that do not exist, parameters that are out of range, and what is written otherwise.
pub fn parse(text: &str) -> Result<Vec<Entry>, Error> {
    let fail = |code, text| Error::new("network.layers", code, text);
    let mut layers = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if layers.len() == bounds::LAYERS {
            let most = bounds::LAYERS;
            return Err(fail(
                "too_large",
                say!(
                    "A network has at most {most} layers.",
                    "网络最多 {most} 层。"
                ),
            ));
        }
        let end = rest.find([',', '(']).unwrap_or(rest.len());
        let id = rest[..end].trim();
        let Some(declared) = layers::declared(id) else {
            let id = quoted(id);
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
                    let value = quoted(value);
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
                let rest = quoted(rest);
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

/// The value of a parameter of a layer, or of an entry of a Recipe: a number or a word; none where a number was expected.
pub fn parse_value(param: &Param, text: &str) -> Option<Value> {
    match param.kind {
        ParamKind::Choice { .. } => Some(Value::Word(text.into())),
        _ => text.parse().ok().map(Value::Number),
    }
}

/// A value as it is written, a list of layers in this notation.
pub fn print_value(value: &Value) -> String {
    match value {
        Value::Number(n) => n.to_string(),
        Value::Word(word) => word.clone(),
        Value::Layers(layers) => print(layers),
    }
}
