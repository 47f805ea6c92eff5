//! `fhplan check --fix` and `--diff`: mends files, or shows what would be mended.

use std::io::Write;
use std::path::Path;

use super::check::{Args, Format, report};
use super::{Failure, Outcome};
use crate::discover::{Enhet, STDIN};
use crate::fix::{Mended, mend, patch};
use crate::inlasning::Andrade;
use crate::{svenska, terminal};

pub(super) fn run(args: &Args, units: &[Enhet], out: &mut dyn Write, err: &mut dyn Write) -> Result<Outcome, Failure> {
    let mended = mend(units, Andrade::default(), &args.med, args.unsafe_fixes)?;
    let outcome = if args.diff { diff(args, units, &mended, out, err)? } else { fix(args, units, &mended, out, err)? };
    for refused in &mended.refused {
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
    let (outcome, summary) = match mended.andrade.get(Path::new(STDIN)) {
        // The text is what comes out, so the findings are talk.
        Some(text) => {
            let mut talk = Vec::new();
            let result = report(args, units, &mended.andrade, &mut talk)?;
            out.write_all(text)?;
            err.write_all(&talk)?;
            result
        }
        None => report(args, units, &mended.andrade, out)?,
    };
    if args.format == Format::Text {
        let count = svenska::count(mended.count, "anmärkning rättad", "anmärkningar rättade");
        let summary = terminal::summary(summary);
        writeln!(err, "{}", if mended.count > 0 { format!("{count}. {summary}") } else { summary })?;
    }
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
        out.write_all(patch(file).as_bytes())?;
    }
    let (outcome, summary) = report(args, units, &mended.andrade, &mut std::io::sink())?;
    let count = svenska::count(mended.count, "anmärkning skulle rättas", "anmärkningar skulle rättas");
    let files = svenska::count(mended.files.len(), "fil skulle ändras", "filer skulle ändras");
    writeln!(err, "{files}: {count}. Efter det: {}", terminal::summary(summary))?;
    Ok(if mended.files.is_empty() { outcome } else { Outcome::Findings })
}
