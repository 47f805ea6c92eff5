//! What one plan costs: reading, checking, making its view, setting it. Run with `cargo bench`.

use std::path::PathBuf;

use fhplan::diagnostic::Report;
use fhplan::discover::{Enhet, discover};
use fhplan::pdf::Engine;
use fhplan::{checks, inlasning, view};

fn main() {
    divan::main();
}

fn alingsas() -> Enhet {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("plans/alingsas/2024");
    discover(&[folder]).expect("the plan is there").remove(0)
}

#[divan::bench]
fn read(bencher: divan::Bencher<'_, '_>) {
    let unit = alingsas();
    bencher.bench(|| inlasning::las(&unit));
}

#[divan::bench]
fn check(bencher: divan::Bencher<'_, '_>) {
    let read = inlasning::las(&alingsas());
    let kommun = read.kommun.expect("the plan can be read");
    bencher.bench(|| {
        let mut report = Report::default();
        checks::run(&kommun, &read.sources, &[], &mut report);
        report
    });
}

#[divan::bench]
fn make_view(bencher: divan::Bencher<'_, '_>) {
    let kommun = inlasning::las(&alingsas()).kommun.expect("the plan can be read");
    bencher.bench(|| view::dokument(&kommun.handlingar[0], view::Del::Huvud, &kommun, None, false));
}

#[divan::bench]
fn start_engine() -> Engine {
    Engine::new(None)
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn set(bencher: divan::Bencher<'_, '_>) {
    let kommun = inlasning::las(&alingsas()).kommun.expect("the plan can be read");
    let vy = view::dokument(&kommun.handlingar[0], view::Del::Huvud, &kommun, None, false);
    // A new engine each time, so that nothing of the last layout is left.
    bencher
        .with_inputs(|| Engine::new(None))
        .bench_values(|engine| engine.set(&vy, vy.data(), &[]).and_then(|it| it.pdf()).expect("it can be set"));
}
