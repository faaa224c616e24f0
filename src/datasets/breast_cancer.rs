//! Breast cancer: a classic table.

use super::{BALANCE, DatasetRecord, LABEL_NOISE, NORMALISE, Source, TRAIN, table};
use crate::samples::Task;
use crate::text::Text;

pub static BREAST_CANCER: DatasetRecord = DatasetRecord {
    id: "breast-cancer",
    title: Text::new("Breast cancer", "乳腺癌"),
    about: Text::new(
        "569 tumours, benign or malignant, by 30 measures of their cells under a microscope. A miss and a false alarm are not the same: look at the confusion matrix.",
        "569 例肿瘤，良性（benign）或恶性（malignant），各有显微镜下细胞的 30 项测量。漏诊与误诊的代价并不相同：请看混淆矩阵。",
    ),
    citation: "Street, Wolberg & Mangasarian 1993, UCI, CC BY 4.0",
    group: "table",
    params: &[NORMALISE, LABEL_NOISE, BALANCE, TRAIN],
    task: Task::Classify,
    shape: &[],
    outputs: |_| Vec::new(),
    source: Source::Made {
        file: Some(FILE),
        make: |_, bytes, _| table::read(FILE, bytes),
    },
    drawing: None,
};

const FILE: &str = "breast-cancer.csv.gz";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::tests::published;

    #[test]
    fn the_file_is_as_expected() {
        let bytes = include_bytes!("../../assets/data/breast-cancer.csv.gz");
        let data = published(&BREAST_CANCER, FILE, bytes);
        assert_eq!((&data.shape, data.features.len()), (&vec![30], 30));
        assert_eq!(data.outputs, ["benign", "malignant"]);
        let all = data.train_len() + data.validation.len() + data.test.len();
        assert_eq!(all, 569);
    }
}
