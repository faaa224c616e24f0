//! Links and Checkpoints: those of every version open as they did when they were written, and whatever a program on the way makes of
//! one, nothing panics and no markup comes out.

mod support;

use std::path::PathBuf;

use downhill::bounds;
use downhill::formats::packed;
use downhill::protocol::{Command, Event};
use downhill::recipe::{Recipe, experiments, link};
use downhill::training::checkpoint::Checkpoint;
use downhill::training::session::Session;
use downhill::training::start::Weights;
use pollster::block_on;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use support::host::{QUICK, Run};

/// A link as it was written once, with what it says.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The first commit in which it stood, with its day.
    since: String,
    link: String,
    /// Complete: every default of that time filled in. A line that is added has none; `UPDATE=1` fills it in, once.
    recipe: Option<Recipe>,
    #[serde(default)]
    run: bool,
    /// The page's own keys.
    #[serde(default)]
    others: Vec<(String, String)>,
}

fn fixture() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/links.json"
    ))
}

fn kept() -> Vec<Kept> {
    let text = std::fs::read_to_string(fixture()).expect("in the repository");
    serde_json::from_str(&text).expect("our own file")
}

/// A link that opens otherwise needs a migration (src/recipe/migrations.rs), never another fixture.
#[test]
fn kept_links_of_every_version_open_as_they_were_written() {
    let mut all = kept();
    if std::env::var_os("UPDATE").is_some() {
        for kept in all.iter_mut().filter(|kept| kept.recipe.is_none()) {
            kept.recipe = Some(link::parse(&kept.link).recipe);
        }
        let lines = all
            .iter()
            .map(|kept| serde_json::to_string(kept).expect("plain data"));
        let text = format!("[\n{}\n]\n", lines.collect::<Vec<_>>().join(",\n"));
        std::fs::write(fixture(), text).expect("the repository can be written");
    }
    assert!(all.len() > 50);
    for kept in &all {
        let Kept {
            link: text, since, ..
        } = kept;
        let parsed = link::parse(text);
        assert_eq!(parsed.problems, [], "{since}: {text}");
        assert_eq!(
            Some(&parsed.recipe),
            kept.recipe.as_ref(),
            "{since}: {text}"
        );
        assert_eq!(
            (parsed.run, &parsed.others),
            (kept.run, &kept.others),
            "{since}: {text}"
        );
        // What is written today says the same.
        let printed = link::print(&parsed.recipe, &parsed.others);
        assert_eq!(link::parse(&printed).recipe, parsed.recipe, "{printed}");
    }
}

/// Most lengths and kinds of links are among the kept ones; one carries weights.
fn whole_links() -> Vec<String> {
    let experiments = experiments::ALL
        .iter()
        .map(|one| format!("experiment={}&run=1", one.id));
    let weights: Vec<f32> = (0..500u16).map(f32::from).collect();
    let weights = format!(
        "v=1&network.layers=dense(8)&weights={}",
        packed::pack(&weights)
    );
    let links = kept().into_iter().map(|kept| kept.link);
    links.chain(experiments).chain([weights]).collect()
}

/// What programs insert, and what those who mean harm do.
const INSERTED: &[&str] = &[
    "&amp;",
    "&amp;amp;",
    "%26",
    "%3D",
    "%253D",
    "%",
    "%2",
    "%00",
    "&nbsp;",
    "\u{a0}",
    "%C2%A0",
    "\u{200b}",
    "\u{202e}",
    "\r\n",
    "\n> ",
    "=\r\n",
    "=3D",
    "+",
    "#",
    "##",
    "%23",
    "?",
    "/",
    ".",
    ",",
    ";",
    "…",
    "。",
    "”",
    "“",
    "'",
    "\"",
    "<",
    ">",
    "<br>",
    "<wbr>",
    "</a>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;script&gt;",
    "javascript:",
    "data:text/html,",
    "\0",
    "\u{1b}[2J",
    "😀",
    "数据",
    "é",
    "&",
    "&&",
    "=",
    "==",
    "(",
    ")",
    "((((",
    "[0]",
    "v=999999999999",
    "v=-1",
    "v=0",
    "seed=NaN",
    "batch=1e400",
    "data=own",
    "weights=",
    "weights=f32.",
    "view.",
    "network.layers=encoder(",
    "experiment=",
    "__proto__=1",
    "constructor=1",
    "view.__proto__=1",
];

/// A link after something happened to it.
fn mutated(link: &str, links: &[String], random: &mut impl Rng) -> String {
    let mut characters: Vec<char> = link.chars().collect();
    for _ in 0..random.random_range(1..=6) {
        let at = random.random_range(0..=characters.len());
        let end = random.random_range(at..=characters.len());
        match random.random_range(0..8) {
            0 => {
                characters.truncate(at);
            }
            1 => {
                characters.drain(at..end.min(at + 12));
            }
            2 => {
                let again: Vec<char> = characters[at..end].to_vec();
                characters.splice(at..at, again);
            }
            3 => {
                let other = &links[random.random_range(0..links.len())];
                characters.splice(at..end, other.chars());
            }
            4 if at < characters.len() => {
                characters[at] = char::from_u32(random.random_range(0..0x11_0000)).unwrap_or('?');
            }
            _ => {
                let inserted = INSERTED[random.random_range(0..INSERTED.len())];
                characters.splice(at..at, inserted.chars());
            }
        }
    }
    characters.into_iter().collect()
}

/// 20,000 links with something wrong in them.
#[test]
fn no_mutation_of_a_link_panics_or_comes_out_as_markup() {
    let links = whole_links();
    let mut random = ChaCha8Rng::seed_from_u64(10);
    for round in 0..20_000 {
        let link = mutated(&links[round % links.len()], &links, &mut random);
        let parsed = link::parse(&link);
        let (again, problems) = parsed.recipe.clone().normalise();
        assert_eq!((&again, problems.len()), (&parsed.recipe, 0), "{link:?}");
        assert!(parsed.problems.len() <= bounds::PROBLEMS, "{link:?}");
        for problem in &parsed.problems {
            for text in [&problem.text.en, &problem.text.zh] {
                assert!(text.chars().count() < 600, "{link:?}: {text}");
                assert!(
                    !text.chars().any(downhill::text::steers),
                    "{link:?}: {text:?}"
                );
            }
        }
        // The address that the page shows afterwards can stand in any attribute.
        let printed = link::print(&parsed.recipe, &parsed.others);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~(),:/%&=".contains(&byte);
        assert!(printed.bytes().all(plain), "{link:?}: {printed}");
        // What was wrong may be another thing in the new surroundings: a parameter of an optimizer that does not exist.
        if parsed.problems.is_empty() {
            let read = link::parse(&printed);
            assert_eq!(read.recipe, parsed.recipe, "{link:?}: {printed}");
        }
        if let Some(weights) = &parsed.weights {
            assert!(packed::is_packed(weights) && weights.len() <= bounds::LINK_WEIGHTS);
        }
    }
}

const SMALL: &str =
    "v=1&data=circles&data.samples=60&network.layers=dense(3),tanh,dense(4),relu&seed=3";

fn opened(link: &str) -> Session {
    support::open(&link::parse(link).recipe, None)
}

/// Weights of now, bit by bit.
fn bits(session: &Session) -> Vec<u32> {
    let text = block_on(session.packed(Weights::Now)).expect("they are finite");
    let count = session.network().parameters();
    let values = packed::unpack(&text, count).expect("packed here");
    values.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn a_link_brings_the_weights_that_it_carries_and_rewinding_goes_back_to_them() {
    let mut first = opened(SMALL);
    let seeded = bits(&first);
    support::train(&mut first, 40);
    let learnt = bits(&first);
    assert_ne!(learnt, seeded);
    let pack = |session: &Session, which| block_on(session.packed(which)).expect("they are finite");
    let weights = pack(&first, Weights::Now);

    let link = format!("https://example.org/#{SMALL}&weights={weights}.");
    let parsed = link::parse(&link);
    assert_eq!(
        (parsed.problems, parsed.weights.as_ref()),
        (vec![], Some(&weights))
    );
    let mut second = support::open(&parsed.recipe, None);
    second.begin_with(&weights).expect("of the same network");
    assert_eq!((bits(&second), second.position().step), (learnt.clone(), 0));

    // Through training, a Checkpoint and a rewind.
    support::train(&mut second, 5);
    let checkpoint = block_on(second.checkpoint()).expect("flex is never lost");
    let bytes = checkpoint.to_bytes().expect("writes");
    let checkpoint = Checkpoint::from_bytes(&bytes).expect("written here");
    let mut third = support::open(&parsed.recipe, Some(&checkpoint));
    assert_eq!(bits(&third), bits(&second));
    for session in [&mut second, &mut third] {
        session.rewind().expect("it stood");
        assert_eq!(bits(session), learnt);
        assert_eq!(pack(session, Weights::Start), weights);
    }
    // A network alone is for other programs: its weights are the start.
    assert!(
        !String::from_utf8_lossy(&checkpoint.network().to_bytes().expect("writes"))
            .contains("start.")
    );

    // Without weights of its own, what it began with follows from the seed.
    let start = pack(&first, Weights::Start);
    first.rewind().expect("it stood");
    assert_eq!((bits(&first), pack(&first, Weights::Now)), (seeded, start));
}

/// A Checkpoint in the midst of training, with an optimizer's memory and early stopping's best weights, as the version
/// before the first release wrote it. There is only one format so far: the file is there to be opened by every later one,
/// which adds a file of its own and never writes this one anew.
#[test]
fn a_kept_checkpoint_of_version_1_opens_and_goes_on() {
    let bytes = include_bytes!("fixtures/checkpoints/version-1.safetensors");
    let checkpoint = Checkpoint::from_bytes(bytes).expect("it was whole");
    assert_eq!(checkpoint.problems, vec![]);
    let written = "v=1&data=circles&data.samples=120&network.layers=dense(3),tanh&optimizer.rate=0.03\
        &batch=16&patience=20&seed=7";
    let recipe = checkpoint.meta.recipe.clone();
    assert_eq!(recipe, support::normal(&link::parse(written).recipe));
    assert_eq!(checkpoint.meta.best, Some((0.682_282_03, 6)));

    let mut session = support::open(&recipe, Some(&checkpoint));
    let position = session.position();
    assert_eq!(
        (position.step, position.epoch, position.sample),
        (40, 6, 64)
    );
    assert_eq!(session.timeline.last_step(), 40);
    // What the version that wrote it went on with; another processor adds in another order.
    let went_on = [
        0.679_375_1,
        0.690_671,
        0.685_328_9,
        0.720_238_45,
        0.672_231_6,
    ];
    for (now, then) in support::train(&mut session, 5).into_iter().zip(went_on) {
        assert!((now - then).abs() < 1e-3 * then, "{now} is not {then}");
    }
}

#[test]
fn weights_of_another_network_are_told_and_change_nothing() {
    let weights = block_on(opened(SMALL).packed(Weights::Now)).expect("they are finite");
    let mut other = opened("v=1&data=circles&data.samples=60&network.layers=dense(5)");
    let before = bits(&other);
    let infinite = packed::pack(&vec![f32::INFINITY; other.network().parameters()]);
    for wrong in [weights.as_str(), &infinite, "f32.AAAA", "f32."] {
        let error = other.begin_with(wrong).expect_err("they do not fit");
        assert_eq!(error.code, "other_weights");
        assert_eq!((bits(&other), other.has_start()), (before.clone(), false));
    }
}

#[test]
fn what_is_too_much_for_a_link_says_so() {
    let large = "v=1&data=circles&data.samples=60&network.layers=dense(700),relu,dense(700),relu";
    let error = block_on(opened(large).packed(Weights::Start)).expect_err("half a million weights");
    assert_eq!(error.code, "too_large");
    assert!(error.text.en.contains("as a file"), "{}", error.text.en);
    let mut fast = opened(&format!("{SMALL}&optimizer=sgd&optimizer.rate=10&loss=mse"));
    fast.begin_with(&packed::pack(&vec![f32::MAX; fast.network().parameters()]))
        .expect("finite");
    // It stops by itself.
    while support::step(&mut fast) {}
    let error = block_on(fast.packed(Weights::Now)).expect_err("they ran away");
    assert_eq!(error.code, "not_finite");
}

/// Through the driver, as the page does it: packed here, opened there, told where they do not fit.
#[test]
fn the_page_packs_weights_opens_a_link_with_them_and_gets_its_code() {
    let mut run = Run::open(SMALL, QUICK);
    run.send(
        0.0,
        Command::Step {
            session: 1,
            id: 2,
            count: 20,
        },
    );
    let weights = Weights::Now;
    run.send(
        50.0,
        Command::Pack {
            session: 1,
            id: 3,
            weights,
        },
    );
    run.send(
        60.0,
        Command::Encode {
            session: 1,
            id: 4,
            text: SMALL.into(),
        },
    );
    run.send(
        60.0,
        Command::Encode {
            session: 1,
            id: 5,
            text: "x".repeat(2000),
        },
    );
    run.serve();
    let packed = run.told(|event| match event {
        Event::Packed {
            id: 3,
            weights,
            step,
            ..
        } => Some((weights.clone(), *step)),
        _ => None,
    });
    let [(_, (weights, 20.0))] = &packed[..] else {
        panic!("{packed:?}")
    };
    let codes = run.told(|event| match event {
        Event::Encoded { id, side, path, .. } => Some((*id, *side > 0, path.is_empty())),
        _ => None,
    });
    let codes: Vec<_> = codes.into_iter().map(|(_, code)| code).collect();
    assert_eq!(codes, [(4, true, false), (5, false, true)]);

    let others = |link: &str| {
        let run = Run::open(link, QUICK);
        let opened = run.told(|event| match event {
            Event::Opened(opened) => {
                Some((opened.others.clone(), opened.problems.len(), opened.step))
            }
            _ => None,
        });
        opened[0].1.clone()
    };
    let pair = ("weights".to_owned(), weights.clone());
    assert_eq!(
        others(&format!("{SMALL}&weights={weights}")),
        (vec![pair], 0, 0.0)
    );
    let other = SMALL.replace("dense(4)", "dense(5)");
    assert_eq!(
        others(&format!("{other}&weights={weights}")),
        (vec![], 1, 0.0)
    );
}
