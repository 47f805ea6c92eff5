//! `fhplan check --fix` and `--diff`: mends files, or shows what would be mended.

use std::io::Write;

use super::check::{Args, report};
use super::{Failure, Outcome};
use crate::discover::Enhet;
use crate::fix::{Mended, keep_possible, mend};
use crate::inlasning::{Andrade, las_andrade};
use crate::report::Summary;
use crate::{checks, svenska, terminal};

pub(super) fn run(args: &Args, units: &[Enhet], out: &mut dyn Write, err: &mut dyn Write) -> Result<Outcome, Failure> {
    let mended = mend(units, Andrade::default(), &args.med, args.unsafe_fixes)?;
    let outcome = if args.diff { diff(args, units, &mended, out, err)? } else { fix(args, units, &mended, out, err)? };
    for refused in mended.refused.iter().filter(|_| args.quiet == 0) {
        writeln!(err, "{refused}")?;
    }
    Ok(outcome)
}

/// Writes what is mended, and reports what is left.
fn fix(
    args: &Args,
    units: &[Enhet],
    mended: &Mended,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Outcome, Failure> {
    mended.write()?;
    if mended.count > 0 && args.quiet == 0 {
        let count = svenska::count(mended.count, "anmärkning rättad", "anmärkningar rättade");
        writeln!(err, "{count}.")?;
    }
    let Some(typed) = mended.stdin.as_deref().and_then(|it| mended.andrade.get(it)) else {
        return report(args, units, &mended.andrade, out, err);
    };
    // The text is what comes out, so the findings are talk.
    let mut talk = Vec::new();
    let outcome = report(args, units, &mended.andrade, &mut talk, err)?;
    out.write_all(typed)?;
    err.write_all(&talk)?;
    Ok(outcome)
}

/// Shows what would be mended; there is something to do when that is anything, or when errors would be left.
fn diff(
    args: &Args,
    units: &[Enhet],
    mended: &Mended,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Outcome, Failure> {
    for file in &mended.files {
        out.write_all(file.diff().as_bytes())?;
    }
    let left = units.iter().map(|it| left(it, args, &mended.andrade)).fold(Summary::default(), Summary::plus);
    if args.quiet == 0 {
        let count = svenska::count(mended.count, "anmärkning skulle rättas", "anmärkningar skulle rättas");
        let files = svenska::count(mended.files.len(), "fil skulle ändras", "filer skulle ändras");
        writeln!(err, "{files}: {count}. Efter det: {}", terminal::summary(left))?;
    }
    let done = args.exit_zero || mended.files.is_empty() && !left.fails(args.strict);
    Ok(if done { Outcome::Done } else { Outcome::Findings })
}

/// What would be found in a kommun's files after the changes.
fn left(unit: &Enhet, args: &Args, andrade: &Andrade) -> Summary {
    let mut read = las_andrade(unit, andrade);
    checks::run_all(&mut read, &args.med);
    keep_possible(&mut read);
    Summary::of(&read.report, read.antal())
}
