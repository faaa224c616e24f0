//! The native command line: what it does, and what it says where it can't.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use downhill::inspect::palette::CLASSES;
use serde_json::Value;

fn downhill(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_downhill"))
        .args(arguments)
        .output()
        .expect("it was built")
}

/// Standard output of a command that must succeed, as JSON.
fn json(arguments: &[&str]) -> Value {
    let output = downhill(arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// What a command that must fail says.
fn complaint(arguments: &[&str]) -> String {
    let output = downhill(arguments);
    assert!(!output.status.success(), "{arguments:?} succeeded");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder of this test's own.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().expect("our own names are UTF-8")
}

/// A test digit as a PNG, dark on light, enlarged five times and off the middle.
fn digit_png(path: &Path, pixels: &[f32], side: u32) {
    let mut picture = image::GrayImage::from_pixel(side * 8, side * 8, image::Luma([255]));
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        if x < side * 5 && y < side * 5 {
            let value = pixels[(y / 5 * side + x / 5) as usize];
            pixel.0 = [255 - (value * 255.0) as u8];
        }
    }
    picture
        .save(path)
        .expect("the target folder can be written");
}

#[test]
fn trains_writes_and_reads_digits() {
    use downhill::data::Data;
    use downhill::datasets;
    use downhill::params::Entry;

    let folder = folder("train");
    let (network, alone, chart, summary) = (
        folder.join("checkpoint.safetensors"),
        folder.join("net.safetensors"),
        folder.join("loss.svg"),
        folder.join("summary.json"),
    );
    let arguments = [
        "train",
        "digits-8x8",
        "--epochs",
        "20",
        "--out",
        text(&network),
        "--network",
        text(&alone),
        "--chart",
        text(&chart),
        "--summary",
        text(&summary),
    ];
    let output = downhill(&arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let summary: Value =
        serde_json::from_slice(&std::fs::read(summary).expect("it was written")).expect("JSON");
    let tests = summary["test"].as_array().expect("one score");
    assert_eq!(tests.len(), 1);
    let accuracy = tests[0]["accuracy"]
        .as_f64()
        .expect("classes have an accuracy");
    assert!(accuracy > 0.95, "{accuracy}");
    let chart = std::fs::read_to_string(chart).expect("it was written");
    assert!(chart.starts_with("<svg") && chart.contains("<polyline"));

    let record = datasets::find("digits-8x8").expect("it exists");
    let entry = Entry::new("digits-8x8").with("train", 70.0);
    let data = Data::open(record, &entry, 1, &[]).expect("in the program");
    let mut right = 0;
    for sample in 0..20 {
        let (mut pixels, mut class) = (Vec::new(), Vec::new());
        data.test.gather(sample, &mut pixels, &mut class);
        let picture = folder.join("digit.png");
        digit_png(&picture, &pixels, 8);
        let answer = json(&["predict", text(&network), text(&picture)]);
        if sample == 0 {
            assert_eq!(answer, json(&["predict", text(&alone), text(&picture)]));
        }
        let probabilities = answer["probabilities"].as_array().expect("ten of them");
        let sum: f64 = probabilities
            .iter()
            .filter_map(|each| each["probability"].as_f64())
            .sum();
        assert!(probabilities.len() == 10 && (sum - 1.0).abs() < 1e-4);
        right += usize::from(answer["class"].as_str() == Some(&class[0].to_string()));
    }
    assert!(right >= 14, "{right} of 20 pictures were read");

    // A value in its recipe that cannot be used is said, and the rest is used.
    let written = std::fs::read(&network).expect("it was written");
    let batch = br#"\"batch\":32"#;
    let at = written
        .windows(batch.len())
        .position(|bytes| bytes == batch)
        .expect("the recipe is in the file's header");
    let mut repaired = written;
    repaired[at..at + batch.len()].copy_from_slice(br#"\"batch\": 0"#);
    std::fs::write(&network, repaired).expect("the target folder can be written");
    let output = downhill(&["predict", text(&network), text(&folder.join("digit.png"))]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("Batch size"));
}

#[test]
fn a_link_a_file_and_an_experiment_are_the_same_recipe() {
    let folder = folder("recipes");
    let file = folder.join("recipe.json");
    std::fs::write(&file, r#"{"batch": 16, "seed": 3}"#).expect("the target folder can be written");
    let losses =
        |recipe: &str| json(&["train", recipe, "--steps", "20", "--losses"])["losses"].clone();
    // As editors and PowerShell on Windows write it.
    let words = std::fs::read_to_string(&file).expect("it was written");
    let wide = |of: fn(u16) -> [u8; 2]| {
        ("\u{feff}".to_string() + &words)
            .encode_utf16()
            .flat_map(of)
            .collect()
    };
    for (name, bytes) in [
        ("bom.json", ("\u{feff}".to_string() + &words).into_bytes()),
        ("utf-16-le.json", wide(u16::to_le_bytes)),
        ("utf-16-be.json", wide(u16::to_be_bytes)),
    ] {
        let other = folder.join(name);
        std::fs::write(&other, bytes).expect("the target folder can be written");
        assert_eq!(losses(text(&other)), losses(text(&file)), "{name}");
    }
    assert_eq!(
        losses(text(&file)),
        losses("https://example.org/#v=1&batch=16&seed=3")
    );
    assert_eq!(losses("spirals"), losses("v=1&experiment=spirals"));
    // An address without keys opens what the page opens.
    for bare in [
        "https://example.org/downhill/",
        "https://example.org/#",
        "#",
    ] {
        assert_eq!(losses("spirals"), losses(bare), "{bare}");
    }
}

#[test]
fn a_figure_has_a_poster_and_numbers_that_are_checked() {
    let folder = folder("figure");
    let [svg, again, file] =
        ["poster.svg", "again.svg", "figure.json"].map(|name| folder.join(name));
    let link = "https://example.org/#data=circles&network.layers=dense(6),tanh&optimizer.rate=0.03";
    let output = downhill(&[
        "figure",
        link,
        "--steps",
        "300",
        "--out",
        text(&svg),
        "--write",
        text(&file),
    ]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let poster = std::fs::read_to_string(&svg).expect("it was written");
    assert!(poster.starts_with("<svg") && poster.contains("data:image/png"));
    let written = std::fs::read_to_string(&file).expect("it was written");
    let figure: Value = serde_json::from_str(&written).expect("JSON");
    assert_eq!(figure["link"], link);
    assert_eq!(
        (&figure["steps"], &figure["tolerance"]),
        (&300.into(), &0.05.into())
    );
    let numbers = figure["numbers"].as_object().expect("by name");
    let names: Vec<&str> = numbers.keys().map(String::as_str).collect();
    let all = [
        "test_accuracy",
        "test_loss",
        "training_loss",
        "validation_accuracy",
        "validation_loss",
    ];
    assert_eq!(names, all);
    let accuracy = numbers["test_accuracy"].as_f64().expect("a number");
    assert!(accuracy > 0.9, "{accuracy}");

    // It holds, and the poster of the same moment is the same.
    let check = ["figure", "--check", text(&file), "--out", text(&again)];
    let output = downhill(&check);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("5 numbers hold after 300 steps"),
        "{said}"
    );
    assert_eq!(
        std::fs::read_to_string(&again).expect("it was written"),
        poster
    );

    // The same in pixels: its main colours are those of the classes, half as strong where the network is sure.
    let png = folder.join("poster.PNG");
    let output = downhill(&["figure", link, "--steps", "300", "--out", text(&png)]);
    assert!(output.status.success());
    let pixels = image::open(&png).expect("a picture").to_rgba8();
    assert_eq!(pixels.dimensions(), (960, 720));
    let [first, second] = [0, 1].map(|class| {
        let colour = CLASSES[class];
        let near = |pixel: &&image::Rgba<u8>| {
            let mut parts = pixel.0.iter().zip([colour.0, colour.1, colour.2]);
            pixel.0[3] > 100 && parts.all(|(is, wanted)| is.abs_diff(wanted) <= 3)
        };
        pixels.pixels().filter(near).count()
    });
    assert!(first > 50_000 && second > 50_000, "{first}, {second}");

    // Whoever claims too much is told what does not hold; what is not claimed is not asked for.
    let mut wrong = figure.clone();
    wrong["numbers"] =
        serde_json::json!({ "test_accuracy": 0.5, "test_loss": numbers["test_loss"], "joy": 1 });
    std::fs::write(&file, wrong.to_string()).expect("the target folder can be written");
    let output = downhill(&["figure", "--check", text(&file)]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said.contains("test_accuracy: 0.5 is claimed, it is"),
        "{said}"
    );
    assert!(
        said.contains("joy: 1 is claimed, and there is no such number"),
        "{said}"
    );
    assert!(!said.contains("test_loss"), "{said}");
    // More tolerance, more holds.
    wrong["tolerance"] = 0.6.into();
    wrong["numbers"]
        .as_object_mut()
        .expect("by name")
        .remove("joy");
    std::fs::write(&file, wrong.to_string()).expect("the target folder can be written");
    assert!(
        downhill(&["figure", "--check", text(&file)])
            .status
            .success()
    );
}

#[test]
fn a_figure_says_what_is_wrong() {
    let folder = folder("wrong-figure");
    let file = folder.join("figure.json");
    for (contents, says) in [
        ("{", "is no figure"),
        (
            r#"{"link": "v=1", "steps": 1, "tolerance": 0.1, "numbers": {}}"#,
            "claims no number",
        ),
        (
            r#"{"link": "v=1&btach=1", "steps": 1, "tolerance": 0.1, "numbers": {"a": 1}}"#,
            "btach",
        ),
        (
            r#"{"link": "v=1", "steps": 1, "tolerance": 0.1, "numbers": {"a": 1}, "more": 1}"#,
            "is no figure",
        ),
    ] {
        std::fs::write(&file, contents).expect("the target folder can be written");
        let said = complaint(&["figure", "--check", text(&file)]);
        assert!(said.contains(says), "{contents}: {said}");
    }
    assert!(complaint(&["figure", "v=1"]).contains("--steps"));
    assert!(complaint(&["figure"]).contains("LINK"));
    assert!(
        complaint(&["figure", "xor", "--out", "poster.gif"])
            .contains("does not end in .svg or .png")
    );
    assert!(complaint(&["figure", "xor", "--check", text(&file)]).contains("cannot be used with"));
}

/// Every kind of data that a link can have gets a picture.
#[test]
fn a_figure_of_any_link_is_drawn() {
    let folder = folder("any-figure");
    for (name, link) in [
        (
            "plane",
            "data=xor&data.x1_x2=1&data.x1=0&network.layers=dense(3)",
        ),
        ("line", "data=noisy-line&network.layers=&loss=mse"),
        ("table", "data=wine&network.layers=dense(4),relu"),
        ("two", "data=breast-cancer&network.layers=dense(4),relu"),
        (
            "maps",
            "data=digits-8x8&network.layers=conv(4,3,1),relu,flatten",
        ),
        (
            "units",
            "data=digits-8x8&network.layers=flatten,dense(30),relu",
        ),
        ("softmax", "data=digits-8x8&network.layers=flatten"),
        ("recurrent", "data=waves&network.layers=gru(8)"),
        ("next", "data=oscillators&network.layers=rnn(8)"),
        (
            "tokens",
            "data=reverse&network.layers=embedding(8),attention",
        ),
        (
            "back",
            "data=digits-8x8&data.reconstruct=1&network.layers=flatten,dense(8)",
        ),
        ("ratings", "data=ratings&network=matrix-factorization"),
    ] {
        let poster = folder.join(format!("{name}.svg"));
        let arguments = ["figure", link, "--steps", "12", "--out", text(&poster)];
        let figure = json(&arguments);
        assert_eq!(figure["steps"], 12, "{name}");
        let svg = std::fs::read_to_string(&poster).expect("it was written");
        assert!(
            svg.contains("<path") || svg.contains("<image") || svg.contains("<rect"),
            "{name}: {svg}"
        );
        assert!(!svg.contains("NaN"), "{name}");
    }
}

/// `downhill list | head -1`: nobody reads the rest.
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::Stdio;

    let summary = ["train", "xor", "--steps", "1", "--losses"];
    for arguments in [&["list"][..], &summary] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_downhill"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it was built");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
}

/// `UPDATE=1 cargo test --test command_line` writes the page anew.
#[test]
fn the_committed_catalog_is_what_list_prints() {
    let output = downhill(&["list"]);
    let listed = String::from_utf8(output.stdout).expect("UTF-8");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/catalog.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &listed).expect("it can be written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == listed,
        "assets/catalog.md is old: UPDATE=1 cargo test --test command_line"
    );
    for record in downhill::datasets::ALL {
        assert!(listed.contains(&format!("### `{}`", record.id)));
    }
}

#[test]
fn says_what_is_wrong() {
    let folder = folder("wrong");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("the target folder can be written");
        path
    };
    let broken = file("broken.json", b"{\"batch\": ");
    let unknown = file("unknown.json", br#"{"batches": 3}"#);
    let negative = file("negative.json", br#"{"batch": -3}"#);
    let picture = file("picture.png", b"\x89PNG\r\n\x1a\n cut off");
    let network = file("network.safetensors", "不是网络".as_bytes());
    let halved = file("halved.json", b"\xff\xfe{\0}");
    let clothes = folder.join("clothes.safetensors");
    json(&[
        "train",
        "data=fashion&network.layers=flatten",
        "--steps",
        "1",
        "--out",
        text(&clothes),
    ]);
    for (arguments, said) in [
        (vec!["train", text(&broken), "--steps", "1"], "is no recipe"),
        (
            vec!["train", text(&unknown), "--steps", "1"],
            "does not know it: “batches”",
        ),
        (
            vec!["train", text(&negative), "--steps", "1"],
            "“batch” could not be read",
        ),
        (
            vec!["train", "no-such-thing", "--steps", "1"],
            "is no file, no experiment",
        ),
        (
            vec!["train", "batch=0&data.noise=9&data=circles", "--steps", "1"],
            "data.noise",
        ),
        (
            vec!["train", "batch=0", "--steps", "1"],
            "batch: “Batch size” must be a whole number from 1 to 4096",
        ),
        (
            vec!["train", "spirals"],
            "say how long with --epochs or --steps",
        ),
        (
            vec!["train", "network.layers=conv(3,3)", "--steps", "1"],
            "Layer 1 (Convolution) does not fit",
        ),
        (
            vec!["train", "lenet", "--steps", "1", "--data", "/nowhere"],
            "say where the data lie",
        ),
        (
            vec![
                "train",
                "optimizer=sgd&optimizer.rate=10&data=digits-8x8&network.layers=dense(64)",
                "--steps",
                "2000",
            ],
            "NaN or infinite",
        ),
        // Before it trains: what was learnt could not be kept.
        (
            vec!["train", "lenet-fast", "--out", "/nowhere/net.safetensors"],
            "/nowhere/net.safetensors cannot be written",
        ),
        (
            vec!["predict", text(&network), text(&picture)],
            "safetensors",
        ),
        (
            vec!["train", text(&halved), "--steps", "1"],
            "cannot be read as text",
        ),
        (
            vec!["predict", text(&clothes), text(&picture)],
            "only written digits can be read from a picture: this network was trained on “fashion”",
        ),
        (
            vec!["predict", "/nowhere", text(&picture)],
            "cannot be read",
        ),
    ] {
        let complaint = complaint(&arguments);
        assert!(complaint.contains(said), "{arguments:?}: {complaint}");
    }
}
