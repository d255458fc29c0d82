//! The package names files that are there, and the service runs a verb that there is.

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn all_that_the_package_carries_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manual = tempfile::tempdir().unwrap();
    let written = Command::new(env!("CARGO_BIN_EXE_kontor"))
        .arg("manual")
        .arg(manual.path())
        .output()
        .unwrap();
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    let names: Vec<String> = fs::read_dir(manual.path())
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let manifest: toml::Value =
        toml::from_str(&fs::read_to_string(root.join("Cargo.toml")).unwrap()).unwrap();
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    assert!(assets.len() >= 7);
    for source in assets.iter().map(|asset| asset[0].as_str().unwrap()) {
        match source.strip_prefix("target/manual/") {
            Some(made) => {
                let fits = |name: &String| {
                    made.strip_prefix('*').map_or(name == made, |ending| name.ends_with(ending))
                };
                assert!(names.iter().any(fits), "{source}: {names:?}");
            }
            None => assert!(
                source.starts_with("target/release/") || root.join(source).exists(),
                "{source}"
            ),
        }
    }
    for verb in ["kontor.1", "kontor-run.1", "kontor-resolve.1", "kontor-report.1"] {
        assert!(names.iter().any(|name| name == verb), "{verb}: {names:?}");
    }
    let unit = fs::read_to_string(root.join("src/packaging/kontor.service")).unwrap();
    assert!(
        unit.contains("ExecStart=/usr/bin/kontor watch\n") && unit.contains("UMask=0077\n"),
        "{unit}"
    );
}
