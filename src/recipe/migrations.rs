//! Links of earlier versions, brought up to date before they are read.
//!
//! A link says only what differs from the defaults. So whatever changes what a link means raises [`super::VERSION`] and
//! gets a line in [`ALL`] that writes into older links what they meant: the old name as the new one, or an old default
//! that has become another. `tests/fixtures/links.json` keeps links of every version with the complete Recipes that they
//! stand for, and `tests/links.rs` opens them.

use super::VERSION;

/// A key and its value, decoded.
pub type Pair = (String, String);

/// One change of what links mean.
struct Migration {
    /// The last version that wrote it the old way.
    until: u32,
    change: fn(&mut Vec<Pair>),
}

const ALL: &[Migration] = &[Migration {
    until: 1,
    change: |pairs| {
        for (key, value) in pairs {
            if key == "network.layers" {
                *value = encoder_in_layers(value);
            }
        }
    },
}];

/// Brings the pairs of a link up to date; one that does not say its version is of now.
pub fn bring_up(pairs: &mut Vec<Pair>) {
    apply(ALL, pairs);
}

fn apply(migrations: &[Migration], pairs: &mut Vec<Pair>) {
    let said = pairs.iter().rev().find(|(key, _)| key == "v");
    let version = said.and_then(|(_, value)| value.parse().ok());
    let version = version.unwrap_or(VERSION);
    for migration in migrations {
        if version <= migration.until {
            (migration.change)(pairs);
        }
    }
}

/// The first days' `encoder(width,heads,feed_forward)`, as the layers that it was made of. No other layer ever had that
/// name.
fn encoder_in_layers(layers: &str) -> String {
    const NAME: &str = "encoder";
    let mut written = String::new();
    let mut rest = layers;
    while let Some(at) = rest.find(NAME) {
        let (before, after) = (&rest[..at], &rest[at + NAME.len()..]);
        written += before;
        let begins = before.is_empty() || before.ends_with(',');
        let bare = after.is_empty() || after.starts_with(',');
        let inside = after
            .strip_prefix('(')
            .and_then(|after| after.split_once(')'));
        let (values, after) = match inside {
            _ if begins && bare => ("", after),
            Some((values, after)) if begins => (values, after),
            _ => {
                written += NAME;
                rest = after;
                continue;
            }
        };
        let mut values = values.split(',').map(str::trim);
        let mut value = |default| {
            values
                .next()
                .filter(|value| !value.is_empty())
                .unwrap_or(default)
        };
        let (width, heads, feed_forward) = (value("32"), value("4"), value("64"));
        written += &format!("embedding({width}),block({heads},{feed_forward}),mean");
        rest = after;
    }
    written + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(link: &[(&str, &str)]) -> Vec<Pair> {
        let pair = |(key, value): &(&str, &str)| ((*key).into(), (*value).into());
        link.iter().map(pair).collect()
    }

    #[test]
    fn each_version_goes_through_what_came_after_it() {
        let renamed = Migration {
            until: 1,
            change: |pairs| {
                for (key, _) in pairs.iter_mut().filter(|(key, _)| key == "lr") {
                    *key = "optimizer.rate".into();
                }
            },
        };
        // A default became another one: an older link that is silent means the old one.
        let default = Migration {
            until: 2,
            change: |pairs| {
                if !pairs.iter().any(|(key, _)| key == "batch") {
                    pairs.push(("batch".into(), "32".into()));
                }
            },
        };
        let all = [renamed, default];
        let brought_up = |link: &[(&str, &str)]| {
            let mut link = pairs(link);
            apply(&all, &mut link);
            link
        };
        assert_eq!(
            brought_up(&[("v", "1"), ("lr", "0.1")]),
            pairs(&[("v", "1"), ("optimizer.rate", "0.1"), ("batch", "32")])
        );
        assert_eq!(brought_up(&[("v", "2"), ("lr", "1")])[1].0, "lr");
        assert_eq!(brought_up(&[("v", "2"), ("batch", "8")]).len(), 2);
        assert_eq!(brought_up(&[("v", "3")]), pairs(&[("v", "3")]));
    }

    #[test]
    fn an_encoder_is_the_layers_that_it_was_made_of() {
        for (before, after) in [
            ("encoder", "embedding(32),block(4,64),mean"),
            (
                "dense(8),encoder(16,2)",
                "dense(8),embedding(16),block(2,64),mean",
            ),
            ("encoder(16,,8),relu", "embedding(16),block(4,8),mean,relu"),
            ("encoders", "encoders"),
            ("my_encoder(3)", "my_encoder(3)"),
            ("encoder(", "encoder("),
            (
                "encoder(3)x,encoder",
                "embedding(3),block(4,64),meanx,embedding(32),block(4,64),mean",
            ),
            ("", ""),
        ] {
            assert_eq!(encoder_in_layers(before), after);
        }
    }
}
