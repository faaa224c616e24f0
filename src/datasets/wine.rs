//! Wine: a classic table.

use super::{BALANCE, DatasetRecord, LABEL_NOISE, NORMALISE, Source, TRAIN, table};
use crate::samples::Task;
use crate::text::Text;

pub static WINE: DatasetRecord = DatasetRecord {
    id: "wine",
    title: Text::new("Wine", "葡萄酒"),
    about: Text::new(
        "178 wines from three cultivars, by 13 chemical measures. Without normalising, one of them (proline, in hundreds) drowns the others.",
        "三个葡萄品种的 178 种酒，各有 13 项化学测量。若不归一化，其中一项（脯氨酸，数值上百）会淹没其他各项。",
    ),
    citation: "Aeberhard & Forina 1992, UCI, CC BY 4.0",
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

const FILE: &str = "wine.csv.gz";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::tests::published;

    #[test]
    fn the_file_is_as_expected() {
        let bytes = include_bytes!("../../assets/data/wine.csv.gz");
        let data = published(&WINE, FILE, bytes);
        assert_eq!((&data.shape, data.features.len()), (&vec![13], 13));
        assert_eq!(data.outputs, ["1", "2", "3"]);
        let all = data.train_len() + data.validation.len() + data.test.len();
        assert_eq!(all, 178);
    }
}
