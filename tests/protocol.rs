//! `www/js/protocol.d.ts` is generated from `src/protocol.rs`; this test fails where the committed file is older.
//!
//! To write it anew: `UPDATE=1 cargo test --test protocol`.

use std::fmt::Write as _;
use std::path::Path;

use downhill::error::Error;
use downhill::inspect::controls::{Control, ControlKind, ControlWord};
use downhill::inspect::form::*;
use downhill::inspect::view::Presence;
use downhill::params::{Entry, Param, ParamKind, Unit, Value, Word};
use downhill::protocol::*;
use downhill::recipe::{DeviceChoice, Recipe, SettingGroup};
use downhill::text::Text;
use ts_rs::{Config, TS};

fn declare<T: TS>(file: &mut String, config: &Config) {
    for line in T::docs().unwrap_or_default().lines() {
        let _ = writeln!(file, "{line}");
    }
    let _ = writeln!(file, "export {}\n", T::decl(config));
}

fn generated() -> String {
    let config = &Config::default().with_large_int("number");
    let mut file = format!(
        "// Generated from src/protocol.rs by tests/protocol.rs; do not edit.\n\n\
         /** Version of the protocol; a worker that says another one is of another build. */\n\
         export const VERSION: {VERSION};\n\n"
    );
    declare::<Text>(&mut file, config);
    declare::<Error>(&mut file, config);
    declare::<Value>(&mut file, config);
    declare::<Entry>(&mut file, config);
    declare::<Word>(&mut file, config);
    declare::<ParamKind>(&mut file, config);
    declare::<Unit>(&mut file, config);
    declare::<Param>(&mut file, config);
    declare::<SettingGroup>(&mut file, config);
    declare::<DeviceChoice>(&mut file, config);
    declare::<Recipe>(&mut file, config);
    declare::<ViewRequest>(&mut file, config);
    declare::<FileFormat>(&mut file, config);
    declare::<Input>(&mut file, config);
    declare::<Command>(&mut file, config);
    declare::<Adapter>(&mut file, config);
    declare::<CatalogEntry>(&mut file, config);
    declare::<PresetEntry>(&mut file, config);
    declare::<ExperimentEntry>(&mut file, config);
    declare::<Presence>(&mut file, config);
    declare::<ViewEntry>(&mut file, config);
    declare::<Catalog>(&mut file, config);
    declare::<LayerInfo>(&mut file, config);
    declare::<Opened>(&mut file, config);
    declare::<Measure>(&mut file, config);
    declare::<Score>(&mut file, config);
    declare::<Report>(&mut file, config);
    declare::<Remedy>(&mut file, config);
    declare::<SymptomId>(&mut file, config);
    declare::<Symptom>(&mut file, config);
    declare::<Format>(&mut file, config);
    declare::<Colour>(&mut file, config);
    declare::<Axis>(&mut file, config);
    declare::<Look>(&mut file, config);
    declare::<Point>(&mut file, config);
    declare::<Line>(&mut file, config);
    declare::<Plot>(&mut file, config);
    declare::<Lines>(&mut file, config);
    declare::<Field>(&mut file, config);
    declare::<Points>(&mut file, config);
    declare::<Bars>(&mut file, config);
    declare::<PictureScale>(&mut file, config);
    declare::<Pictures>(&mut file, config);
    declare::<UnitSwitch>(&mut file, config);
    declare::<NetworkUnit>(&mut file, config);
    declare::<UnitDetails>(&mut file, config);
    declare::<ArcKind>(&mut file, config);
    declare::<NetworkArc>(&mut file, config);
    declare::<NetworkColumn>(&mut file, config);
    declare::<NetworkDrawing>(&mut file, config);
    declare::<Opens>(&mut file, config);
    declare::<Matrix>(&mut file, config);
    declare::<Shares>(&mut file, config);
    declare::<ControlWord>(&mut file, config);
    declare::<ControlKind>(&mut file, config);
    declare::<Control>(&mut file, config);
    declare::<Direction>(&mut file, config);
    declare::<DerivationStep>(&mut file, config);
    declare::<DerivationParameter>(&mut file, config);
    declare::<Derivation>(&mut file, config);
    declare::<Figure>(&mut file, config);
    declare::<Sign>(&mut file, config);
    declare::<KeyValue>(&mut file, config);
    declare::<KeyEntry>(&mut file, config);
    declare::<Column>(&mut file, config);
    declare::<Cell>(&mut file, config);
    declare::<Table>(&mut file, config);
    declare::<Form>(&mut file, config);
    declare::<Event>(&mut file, config);
    file
}

#[test]
fn the_committed_declaration_is_the_generated_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/js/protocol.d.ts");
    let generated = generated();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &generated).expect("the repository can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "run: UPDATE=1 cargo test --test protocol"
    );
}
