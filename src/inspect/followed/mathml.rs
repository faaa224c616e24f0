//! Formulas as MathML: the content of a `math` element, with numbers put in.

/// Digits of a number that count.
const DIGITS: i32 = 4;

/// Products of a sum that are written out; of the others their sum is.
const WRITTEN: usize = 6;

/// Parts of a sum that stand in one line.
const A_LINE: usize = 3;

/// A number with four digits that count.
pub fn number(value: f64) -> String {
    if value.is_nan() {
        return mi("NaN");
    }
    let sign = if value < 0.0 { "−" } else { "" };
    let size = value.abs();
    if size.is_infinite() {
        return mi(&format!("{sign}∞"));
    }
    if size == 0.0 {
        return "<mn>0</mn>".into();
    }
    if (1e-3..1e5).contains(&size) {
        let whole = libm::floor(libm::log10(size)) as i32 + 1;
        let digits = (DIGITS - whole).max(0) as usize;
        let text = format!("{size:.digits$}");
        let text = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        };
        return format!("<mn>{sign}{text}</mn>");
    }
    let text = format!("{size:.3e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent = exponent.replace('-', "−");
    format!(
        "<mrow><mn>{sign}{mantissa}</mn><mo>·</mo><msup><mn>10</mn><mn>{exponent}</mn></msup></mrow>"
    )
}

/// A number among others: in parentheses where it begins with a sign.
pub fn factor(value: f64) -> String {
    let number = number(value);
    if value < 0.0 {
        format!("<mrow><mo>(</mo>{number}<mo>)</mo></mrow>")
    } else {
        number
    }
}

/// A number that gets an exponent.
pub fn base(value: f64) -> String {
    let number = number(value);
    if value < 0.0 || number.contains("<msup>") {
        format!("<mrow><mo>(</mo>{number}<mo>)</mo></mrow>")
    } else {
        number
    }
}

/// A symbol.
pub fn mi(symbol: &str) -> String {
    format!("<mi>{symbol}</mi>")
}

/// A symbol with an index, counted from 1.
pub fn indexed(symbol: &str, index: usize) -> String {
    let index = index + 1;
    format!("<msub><mi>{symbol}</mi><mn>{index}</mn></msub>")
}

/// ∂ℓ/∂x.
pub fn slope(of: &str) -> String {
    format!("<mfrac><mrow><mo>∂</mo><mi>ℓ</mi></mrow><mrow><mo>∂</mo>{of}</mrow></mfrac>")
}

/// Parts joined by equals signs.
pub fn equals(parts: &[String]) -> String {
    parts.join("<mo>=</mo>")
}

/// Lines, one below the other.
pub fn lines(lines: &[String]) -> String {
    if let [line] = lines {
        return line.clone();
    }
    let rows = lines
        .iter()
        .map(|line| format!("<mtr><mtd>{line}</mtd></mtr>"));
    format!(
        "<mtable displaystyle=\"true\">{}</mtable>",
        rows.collect::<String>()
    )
}

/// The formula with numbers for its symbols: each `<mi>` whose text is one of theirs becomes the number.
pub fn filled(formula: &str, values: &[(&str, f64)]) -> String {
    let mut text = formula.to_owned();
    for (symbol, value) in values {
        let symbol = mi(symbol);
        let power = format!("<msup>{}", base(*value));
        text = text.replace(&format!("<msup>{symbol}"), &power);
        text = text.replace(&symbol, &factor(*value));
    }
    text
}

/// A sum of products, perhaps with something added. The largest are written out in their order, the followed one (marked)
/// always; the others are one number with how many they are below it.
pub fn sum(products: &[[f64; 2]], followed: Option<usize>, added: Option<f64>) -> Vec<String> {
    let size = |at: &usize| {
        let [one, other] = products[*at];
        let product = (one * other).abs();
        if Some(*at) == followed || product.is_nan() {
            f64::INFINITY
        } else {
            product
        }
    };
    let mut order: Vec<usize> = (0..products.len()).collect();
    order.sort_by(|one, other| size(other).total_cmp(&size(one)));
    let rest = order.split_off(order.len().min(WRITTEN));
    order.sort_unstable();
    let mut parts: Vec<String> = Vec::new();
    for at in order {
        let [one, other] = products[at].map(factor);
        let class = if Some(at) == followed {
            " class=\"followed\""
        } else {
            ""
        };
        parts.push(format!("<mrow{class}>{one}<mo>·</mo>{other}</mrow>"));
    }
    if !rest.is_empty() {
        let all: f64 = rest
            .iter()
            .map(|at| products[*at][0] * products[*at][1])
            .sum();
        let (value, count) = (factor(all), rest.len());
        parts.push(format!(
            "<munder><munder accentunder=\"true\">{value}<mo>⏟</mo></munder><mrow><mo>+</mo><mn>{count}</mn></mrow></munder>"
        ));
    }
    if let Some(added) = added {
        let class = if followed.is_none() {
            " class=\"followed\""
        } else {
            ""
        };
        parts.push(format!("<mrow{class}>{}</mrow>", factor(added)));
    }
    if parts.is_empty() {
        parts.push(number(0.0));
    }
    parts
}

/// Whether a sum of so many products is not written out whole.
pub fn is_shortened(products: usize) -> bool {
    products > WRITTEN
}

/// What is summed up, the parts of the sum in lines of a few, and what comes out.
pub fn summed(head: String, parts: &[String], result: f64) -> String {
    let mut all = vec![head];
    for (at, few) in parts.chunks(A_LINE).enumerate() {
        let sign = if at == 0 { "=" } else { "+" };
        all.push(format!("<mo>{sign}</mo>{}", few.join("<mo>+</mo>")));
    }
    if let Some(last) = all.last_mut() {
        *last += &format!("<mo>=</mo>{}", number(result));
    }
    lines(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_digits_and_a_real_minus() {
        assert_eq!(number(0.0), "<mn>0</mn>");
        assert_eq!(number(-0.123_456), "<mn>−0.1235</mn>");
        assert_eq!(number(12.0), "<mn>12</mn>");
        assert_eq!(number(98_765.4), "<mn>98765</mn>");
        assert!(number(-1.5e-7).contains("<mn>−1.500</mn><mo>·</mo><msup><mn>10</mn><mn>−7</mn>"));
        assert_eq!(number(f64::NAN), "<mi>NaN</mi>");
        assert_eq!(number(f64::NEG_INFINITY), "<mi>−∞</mi>");
        assert!(factor(-2.0).contains("<mo>(</mo><mn>−2</mn><mo>)</mo>"));
    }

    #[test]
    fn of_many_products_the_largest_and_the_followed_one_are_written() {
        let products: Vec<[f64; 2]> = (0..10).map(|at| [f64::from(at), 1.0]).collect();
        let text = sum(&products, Some(0), None).join("+");
        assert!(text.starts_with("<mrow class=\"followed\"><mn>0</mn>"));
        // 5 to 9 and the followed one are written; 1 + 2 + 3 + 4 are one number.
        assert!(
            text.contains("<mn>10</mn><mo>⏟</mo>") && text.contains("<mn>4</mn></mrow></munder>")
        );
        assert_eq!(sum(&[], None, None), ["<mn>0</mn>"]);
        let lost = sum(&[[f64::NAN, 1.0], [2.0, 3.0]], None, Some(-1.0)).join("+");
        assert!(lost.contains("NaN") && lost.contains("(</mo><mn>−1"));
    }

    #[test]
    fn symbols_become_numbers() {
        let text = filled("<mi>w</mi><mo>−</mo><mi>g</mi>", &[("w", 0.5), ("g", -1.0)]);
        assert!(!text.contains("<mi>"), "{text}");
        // (3·10⁻⁴)², not 3·10⁻⁴².
        let text = filled("<msup><mi>g</mi><mn>2</mn></msup>", &[("g", 3e-4)]);
        assert!(text.starts_with("<msup><mrow><mo>(</mo>"), "{text}");
    }
}
