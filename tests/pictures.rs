//! Digits on pictures as people have them are read by `downhill predict`: scans, photographs of paper, chalk on a
//! board, strokes on transparency, turned by a camera, bold, or cropped to their box.

mod support;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use downhill::data::drawing::{self, file, ground};
use downhill::datasets::Preparation;
use downhill::training::session::Session;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageEncoder, ImageFormat, Luma, LumaA};
use pollster::block_on;
use rand::{RngExt, SeedableRng};
use support::digits::{self, Point};
use support::{experiment, train};

/// How a digit is put on a picture: its size in pixels, the corner and side of the square it is written in, and the
/// thickness of its strokes.
struct Sheet {
    size: [u32; 2],
    corner: Point,
    side: f64,
    pen: f64,
}

const SCAN: Sheet = Sheet {
    size: [300, 300],
    corner: [30.0, 30.0],
    side: 240.0,
    pen: 18.0,
};

impl Sheet {
    /// How much of each pixel is covered, 0 to 1.
    fn ink(&self, strokes: &[Vec<Point>]) -> Vec<f64> {
        let [width, height] = self.size.map(|side| side as usize);
        let mut ink = vec![0.0_f64; width * height];
        let at = |point: &Point| [0, 1].map(|axis| self.corner[axis] + self.side * point[axis]);
        for line in strokes {
            for pair in line.windows(2) {
                let (from, to) = (at(&pair[0]), at(&pair[1]));
                let way = [to[0] - from[0], to[1] - from[1]];
                let length = (way[0] * way[0] + way[1] * way[1]).max(1e-9);
                let reach = |axis: usize, side: usize| {
                    let low = from[axis].min(to[axis]) - self.pen;
                    let high = from[axis].max(to[axis]) + self.pen;
                    low.max(0.0) as usize..(high.max(0.0) as usize).min(side)
                };
                for y in reach(1, height) {
                    for x in reach(0, width) {
                        let off = [x as f64 + 0.5 - from[0], y as f64 + 0.5 - from[1]];
                        let along = ((off[0] * way[0] + off[1] * way[1]) / length).clamp(0.0, 1.0);
                        let distance = (off[0] - along * way[0]).hypot(off[1] - along * way[1]);
                        let covered = (self.pen / 2.0 + 0.5 - distance).clamp(0.0, 1.0);
                        ink[y * width + x] = ink[y * width + x].max(covered);
                    }
                }
            }
        }
        ink
    }

    /// A picture of one tone on another.
    fn grey(&self, strokes: &[Vec<Point>], ground: f64, tone: f64) -> GrayImage {
        let pixels = self
            .ink(strokes)
            .iter()
            .map(|ink| (ground + ink * (tone - ground)) as u8)
            .collect();
        GrayImage::from_raw(self.size[0], self.size[1], pixels).expect("its size")
    }

    /// Strokes of one tone on transparency.
    fn transparent(&self, strokes: &[Vec<Point>], tone: u8) -> GrayAlphaImage {
        let pixels = self
            .ink(strokes)
            .iter()
            .flat_map(|ink| [tone, (ink * 255.0) as u8])
            .collect();
        GrayAlphaImage::from_raw(self.size[0], self.size[1], pixels).expect("its size")
    }
}

fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture
        .into()
        .write_to(&mut bytes, ImageFormat::Png)
        .expect("memory can be written");
    bytes.into_inner()
}

fn jpeg(picture: &DynamicImage, exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 85);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).expect("JPEG has EXIF");
    }
    picture
        .write_with_encoder(encoder)
        .expect("memory can be written");
    bytes
}

/// EXIF with nothing but an orientation: a TIFF header and one entry.
fn orientation(value: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([value, 0, 0, 0, 0, 0, 0, 0]);
    exif
}

/// A photograph: light that falls off from left to right, and noise.
fn photograph(strokes: &[Vec<Point>], ground: f64, tone: f64) -> Vec<u8> {
    let sheet = Sheet {
        size: [800, 1000],
        corner: [40.0, 560.0],
        side: 400.0,
        pen: 60.0,
    };
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    let mut picture = sheet.grey(strokes, ground, tone);
    for (x, _, pixel) in picture.enumerate_pixels_mut() {
        let noise: f64 = rng.sample(rand_distr::Normal::new(0.0, 4.0).expect("a deviation"));
        let shade = 40.0 * f64::from(x) / 800.0;
        *pixel = Luma([(f64::from(pixel.0[0]) - shade + noise).clamp(0.0, 255.0) as u8]);
    }
    jpeg(&picture.into(), None)
}

/// Bold, and cropped to its box.
fn cropped(strokes: &[Vec<Point>], pen: f64) -> GrayImage {
    let sheet = Sheet { pen, ..SCAN };
    let ink = sheet.ink(strokes);
    let inked: Vec<[u32; 2]> = (0..ink.len())
        .filter(|&at| ink[at] > 0.5)
        .map(|at| [at as u32 % sheet.size[0], at as u32 / sheet.size[0]])
        .collect();
    let side = |axis: usize| {
        let all = || inked.iter().map(|at| at[axis]);
        let (least, most) = (all().min().expect("ink"), all().max().expect("ink"));
        (least, most + 1 - least)
    };
    let ((left, width), (top, height)) = (side(0), side(1));
    let picture = DynamicImage::from(sheet.grey(strokes, 255.0, 0.0));
    picture.crop_imm(left, top, width, height).to_luma8()
}

/// Every way in which a digit comes to a file.
fn files(strokes: &[Vec<Point>]) -> Vec<(String, Vec<u8>)> {
    let dark = SCAN.grey(strokes, 255.0, 0.0);
    let light = SCAN.grey(strokes, 0.0, 255.0);
    let mut corners: GrayAlphaImage = DynamicImage::from(light.clone()).to_luma_alpha8();
    for (x, y, pixel) in corners.enumerate_pixels_mut() {
        if [x.min(299 - x), y.min(299 - y)].into_iter().sum::<u32>() < 25 {
            *pixel = LumaA([0, 0]);
        }
    }
    let thin = Sheet { pen: 6.0, ..SCAN };
    let mut files = vec![
        ("dark on light".into(), png(dark.clone())),
        ("light on dark".into(), png(light)),
        ("a thin pen".into(), png(thin.grey(strokes, 255.0, 40.0))),
        (
            "white on transparency".into(),
            png(SCAN.transparent(strokes, 255)),
        ),
        (
            "black on transparency".into(),
            png(SCAN.transparent(strokes, 0)),
        ),
        (
            "light on dark with transparent corners".into(),
            png(corners),
        ),
        (
            "a photograph of paper".into(),
            photograph(strokes, 180.0, 60.0),
        ),
        (
            "a photograph of a board".into(),
            photograph(strokes, 90.0, 220.0),
        ),
        ("bold and cropped".into(), png(cropped(strokes, 52.0))),
    ];
    for value in 2..=8 {
        // Stored so that the camera's note turns it upright.
        let back = match Orientation::from_exif(value).expect("one of eight") {
            Orientation::Rotate90 => Orientation::Rotate270,
            Orientation::Rotate270 => Orientation::Rotate90,
            other => other,
        };
        let mut stored = DynamicImage::from(dark.clone());
        stored.apply_orientation(back);
        files.push((
            format!("EXIF orientation {value}"),
            jpeg(&stored, Some(orientation(value))),
        ));
    }
    files
}

/// What the network of a Session reads in a file.
fn read(session: &Session, preparation: Preparation, bytes: &[u8]) -> Option<usize> {
    let picture = file::decode(bytes).expect("a picture");
    let seen = drawing::from_ink(preparation, &ground::ink(&picture))?;
    let outputs = block_on(session.outputs(seen)).expect("flex is never lost");
    (0..outputs.len()).max_by(|a, b| outputs[*a].total_cmp(&outputs[*b]))
}

/// Of fifteen digits on each kind of picture a network of 28×28 may misread one, and one of 8×8 two.
#[test]
fn every_kind_of_picture_is_read() {
    let networks = [
        ("lenet-fast", 800, Preparation::Centred, 1),
        ("digits-8x8", 2000, Preparation::Counted, 2),
    ];
    let networks = networks.map(|(id, steps, preparation, most)| {
        let mut session = experiment(id);
        train(&mut session, steps);
        (id, session, preparation, most)
    });
    let mut misread: BTreeMap<(String, &str), Vec<String>> = BTreeMap::new();
    for written in digits::written() {
        for (kind, bytes) in files(&written.strokes) {
            for (id, session, preparation, _) in &networks {
                let wrong = misread.entry((kind.clone(), *id)).or_default();
                let read = read(session, *preparation, &bytes);
                if read != Some(written.digit) {
                    wrong.push(format!("{} {}: {read:?}", written.digit, written.way));
                }
            }
        }
    }
    for ((kind, id), wrong) in &misread {
        println!(
            "{id}, {kind}: {} misread: {}",
            wrong.len(),
            wrong.join(", ")
        );
    }
    for (id, _, _, most) in &networks {
        let bad = misread
            .iter()
            .filter(|((_, of), wrong)| of == id && wrong.len() > *most);
        let bad: Vec<_> = bad.collect();
        assert!(bad.is_empty(), "{bad:#?}");
    }
}

/// The command does the same, and says where there is nothing to read.
#[test]
fn predict_reads_files_and_says_what_is_blank() {
    let mut session = experiment("digits-8x8");
    train(&mut session, 1000);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("the target folder can be written");
        path
    };
    let checkpoint = block_on(session.checkpoint()).expect("flex is never lost");
    let network = write(
        "predict.safetensors",
        &checkpoint.to_bytes().expect("finite weights"),
    );
    let predict = |picture: &[u8]| {
        let picture = write("predict.picture", picture);
        Command::new(env!("CARGO_BIN_EXE_downhill"))
            .arg("predict")
            .args([&network, &picture])
            .output()
            .expect("it was built")
    };
    let class = |picture: &[u8]| {
        let answer = predict(picture).stdout;
        let answer: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
        answer["class"].as_str().map(String::from)
    };
    for (kind, bytes) in files(&digits::written()[5].strokes) {
        assert_eq!(class(&bytes).as_deref(), Some("3"), "{kind}");
    }
    let bar = png(GrayImage::from_pixel(40, 240, Luma([0])));
    assert_eq!(
        class(&bar).as_deref(),
        Some("1"),
        "a one cropped to its bar"
    );
    let blank = predict(&png(GrayImage::from_pixel(100, 100, Luma([230]))));
    assert!(!blank.status.success());
    assert!(String::from_utf8_lossy(&blank.stderr).contains("is blank"));
}
