//! Words that stand in data files, in both languages: classes, and the columns of tables. Numerals and signs read the
//! same in each; words stand here once.

use crate::text::Text;

/// What stands in the data, and how Chinese says it.
const WORDS: [(&str, &str); 37] = [
    ("T-shirt", "T恤"),
    ("trousers", "裤子"),
    ("pullover", "套头衫"),
    ("dress", "连衣裙"),
    ("coat", "外套"),
    ("sandal", "凉鞋"),
    ("shirt", "衬衫"),
    ("sneaker", "运动鞋"),
    ("bag", "包"),
    ("boot", "短靴"),
    ("malignant", "恶性"),
    ("benign", "良性"),
    ("radius", "半径"),
    ("texture", "纹理"),
    ("perimeter", "周长"),
    ("area", "面积"),
    ("smoothness", "光滑度"),
    ("compactness", "紧密度"),
    ("concavity", "凹度"),
    ("concave_points", "凹点"),
    ("symmetry", "对称性"),
    ("fractal_dimension", "分形维数"),
    ("alcohol", "酒精"),
    ("malic_acid", "苹果酸"),
    ("ash", "灰分"),
    ("alcalinity_of_ash", "灰分碱度"),
    ("magnesium", "镁"),
    ("total_phenols", "总酚"),
    ("flavanoids", "类黄酮"),
    ("nonflavanoid_phenols", "非黄烷酚类"),
    ("proanthocyanins", "原花青素"),
    ("color_intensity", "颜色强度"),
    ("hue", "色调"),
    ("od280/od315_of_diluted_wines", "稀释后的 OD280/OD315"),
    ("proline", "脯氨酸"),
    ("user", "用户"),
    ("item", "物品"),
];

/// A class, a column or a numbered token as people read it. The breast cancer table has each of its measures three times: the mean, the
/// standard error, and the worst, which is the mean of the three largest.
pub fn title(name: &str) -> Text {
    let (measure, of) = match (name.split_once('_'), name.rsplit_once('_')) {
        (Some(("mean", measure)), _) => (measure, "的均值"),
        (Some(("worst", measure)), _) => (measure, "的最差值"),
        (_, Some((measure, "error"))) => (measure, "的标准误"),
        _ => (name, ""),
    };
    let (measure, of) = match measure.split_once(' ') {
        Some((kind, number)) => (kind, format!(" {number}")),
        None => (measure, of.into()),
    };
    let english = name.replace('_', " ");
    let chinese = WORDS.iter().find(|(word, _)| *word == measure);
    let chinese = chinese.map_or_else(|| english.clone(), |(_, chinese)| format!("{chinese}{of}"));
    Text::filled(english, chinese)
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn columns_are_named_in_both_languages() {
        for (name, english, chinese) in [
            (
                "mean_fractal_dimension",
                "mean fractal dimension",
                "分形维数的均值",
            ),
            (
                "concave_points_error",
                "concave points error",
                "凹点的标准误",
            ),
            ("worst_area", "worst area", "面积的最差值"),
            ("proline", "proline", "脯氨酸"),
            ("shirt", "shirt", "衬衫"),
            ("user 46", "user 46", "用户 46"),
            ("7", "7", "7"),
        ] {
            let text = title(name);
            assert_eq!((&*text.en, &*text.zh), (english, chinese));
        }
    }
}
