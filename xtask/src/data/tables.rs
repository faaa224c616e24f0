//! Two classic tables, as scikit-learn ships them: tumours and wines with a class each. What its files
//! lack are the names of the columns, which stand in its code.

use anyhow::{Context, Result, ensure};
use csv::{ReaderBuilder, StringRecord, Writer};

use super::Cut;
use super::packages::Sources;

const FOLDER: &str = "scikit-learn/sklearn/datasets/data";

pub fn breast_cancer(sources: &Sources) -> Result<Vec<Cut>> {
    let measures = [
        "radius",
        "texture",
        "perimeter",
        "area",
        "smoothness",
        "compactness",
        "concavity",
        "concave_points",
        "symmetry",
        "fractal_dimension",
    ];
    let mean = measures.map(|measure| format!("mean_{measure}"));
    let error = measures.map(|measure| format!("{measure}_error"));
    let worst = measures.map(|measure| format!("worst_{measure}"));
    let text = sources.text(&format!("{FOLDER}/breast_cancer.csv"))?;
    let (rows, table) = named(
        text,
        &[mean, error, worst].concat(),
        &["malignant", "benign"],
    )?;
    Ok(vec![Cut::text("breast-cancer.csv.gz", rows, table)])
}

pub fn wine(sources: &Sources) -> Result<Vec<Cut>> {
    let features = [
        "alcohol",
        "malic_acid",
        "ash",
        "alcalinity_of_ash",
        "magnesium",
        "total_phenols",
        "flavanoids",
        "nonflavanoid_phenols",
        "proanthocyanins",
        "color_intensity",
        "hue",
        "od280/od315_of_diluted_wines",
        "proline",
    ]
    .map(String::from);
    let text = sources.text(&format!("{FOLDER}/wine_data.csv"))?;
    // UCI counts the cultivars from 1.
    let (rows, table) = named(text, &features, &["1", "2", "3"])?;
    Ok(vec![Cut::text("wine.csv.gz", rows, table)])
}

/// The number of rows, and the table with a row of names on top and the class by name in the last column.
///
/// In the package the first line holds the numbers of rows and features, then what it calls the classes;
/// each other line holds the features and the number of the class.
fn named(text: &str, features: &[String], classes: &[&str]) -> Result<(usize, String)> {
    let mut lines = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
        .into_records();
    let head = lines.next().context("the file is empty")??;
    let mut table = Writer::from_writer(Vec::new());
    table.write_record(features.iter().map(String::as_str).chain(["class"]))?;
    let class = |line: &StringRecord| {
        let numbers = line.iter().take(features.len());
        let is_row = line.len() == features.len() + 1
            && numbers.clone().all(|value| value.parse::<f64>().is_ok());
        let class = line.get(features.len())?.parse::<usize>().ok()?;
        classes.get(class).filter(|_| is_row)
    };
    let mut rows = 0;
    for line in lines {
        let line = line?;
        rows += 1;
        let class =
            class(&line).with_context(|| format!("row {rows} is not as expected: {line:?}"))?;
        let numbers = line.iter().take(features.len());
        table.write_record(numbers.chain([*class]))?;
    }
    let counts = [rows, features.len()].map(|count| count.to_string());
    ensure!(
        head.iter().take(2).eq(&counts),
        "the file announces {head:?}, not {counts:?}"
    );
    Ok((rows, String::from_utf8(table.into_inner()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_and_classes_get_their_names() {
        let features = ["a".to_owned(), "b".to_owned()];
        let classes = ["no", "yes"];
        let (rows, table) = named("2,2,x,y\n1.5,2,1\n3,4,0\n", &features, &classes).unwrap();
        assert_eq!(
            (rows, table.as_str()),
            (2, "a,b,class\n1.5,2,yes\n3,4,no\n")
        );
        for bad in [
            "",
            "2,2,x\n1,2,0\n",
            "1,2,x\n1,0\n",
            "1,2,x\n1,2,2\n",
            "1,2,x\n1,z,0\n",
        ] {
            assert!(named(bad, &features, &classes).is_err(), "{bad}");
        }
    }
}
