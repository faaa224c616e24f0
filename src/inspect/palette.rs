//! What colours look like, in the light theme and the dark. `www/css/base.css` has the same for legends; a test holds
//! both together.

use plotters::style::RGBColor;

use super::form::{Colour, Look};

/// Colours of the classes: orange is negative (class 0), blue positive (class 1), then Okabe and Ito's (2008), which
/// people with any colour vision can tell apart.
pub const CLASSES: [RGBColor; 6] = [
    RGBColor(230, 126, 34),
    RGBColor(31, 119, 200),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(160, 120, 0),
    RGBColor(110, 90, 200),
];

/// How lines look that share a colour, in this order.
const LOOKS: [Look; 5] = [
    Look::Solid,
    Look::Marks,
    Look::Dashed,
    Look::Dotted,
    Look::Dashdot,
];

/// Colour and look of one of many lines, by its index: thirty can be told apart.
pub fn one_of_many(index: usize) -> (Colour, Look) {
    let round = index / CLASSES.len();
    (Colour::Class(index as u32), LOOKS[round % LOOKS.len()])
}

/// Colours of a theme. Orange is negative, blue positive, everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    pub background: RGBColor,
    pub text: RGBColor,
    pub grid: RGBColor,
    training: RGBColor,
    validation: RGBColor,
    test: RGBColor,
}

impl Theme {
    /// Light or dark.
    pub fn new(dark: bool) -> Self {
        if dark {
            Self {
                background: RGBColor(22, 27, 34),
                text: RGBColor(201, 209, 217),
                grid: RGBColor(48, 54, 61),
                training: RGBColor(88, 166, 255),
                validation: RGBColor(255, 158, 74),
                test: RGBColor(201, 209, 217),
            }
        } else {
            Self {
                background: RGBColor(255, 255, 255),
                text: RGBColor(63, 71, 82),
                grid: RGBColor(225, 228, 232),
                training: RGBColor(9, 105, 218),
                validation: RGBColor(188, 76, 0),
                test: RGBColor(63, 71, 82),
            }
        }
    }

    /// What a colour looks like in this theme.
    pub fn colour(&self, colour: Colour) -> RGBColor {
        match colour {
            Colour::Training => self.training,
            Colour::Validation => self.validation,
            Colour::Test => self.test,
            Colour::Class(index) => CLASSES[index as usize % CLASSES.len()],
        }
    }
}

/// A colour between two, `share` of the way to the second.
pub fn blend(from: RGBColor, to: RGBColor, share: f32) -> RGBColor {
    let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// What the page's stylesheet gives a custom property, in the first rule whose selector begins so.
    fn on_the_page(rule: &str, property: &str) -> String {
        let css = include_str!("../../www/css/base.css");
        let rule = css.split_once(rule).expect("the rule stands there").1;
        let (_, value) = rule
            .split_once(property)
            .expect("the property stands there");
        let value = value.split(';').next().unwrap_or_default();
        value.trim_start_matches(':').trim().to_uppercase()
    }

    #[test]
    fn thirty_lines_can_be_told_apart() {
        let theme = Theme::new(false);
        let looks = (0..30).map(|index| {
            let (colour, look) = one_of_many(index);
            let RGBColor(red, green, blue) = theme.colour(colour);
            ([red, green, blue], format!("{look:?}"))
        });
        assert_eq!(looks.collect::<HashSet<_>>().len(), 30);
        assert_eq!(one_of_many(5), (Colour::Class(5), Look::Solid));
        assert_eq!(one_of_many(6), (Colour::Class(6), Look::Marks));
    }

    #[test]
    fn legends_on_the_page_have_the_colours_of_the_pictures() {
        let hex = |RGBColor(red, green, blue): RGBColor| format!("#{red:02X}{green:02X}{blue:02X}");
        for (rule, dark) in [(":root {", false), (":root[data-theme=\"dark\"] {", true)] {
            let theme = Theme::new(dark);
            for (colour, name) in [
                (Colour::Training, "--training"),
                (Colour::Validation, "--validation"),
                (Colour::Test, "--test"),
            ] {
                assert_eq!(
                    on_the_page(rule, name),
                    hex(theme.colour(colour)),
                    "{rule} {name}"
                );
            }
        }
        for (index, colour) in CLASSES.into_iter().enumerate() {
            assert_eq!(
                on_the_page(":root {", &format!("--class-{index}")),
                hex(colour)
            );
        }
    }
}
