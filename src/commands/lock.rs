//! `fhplan lock`: keeps what was decided, so that a later change is found.

use std::io::Write;
use std::path::PathBuf;

use super::{Failure, Outcome};
use crate::diagnostic::Report;
use crate::discover::{STDIN, discover};
use crate::modell::{Kommun, Underlag};
use crate::source::Sources;
use crate::{checks, inlasning, lock, read, terminal, utskrift};

/// Låser det som är beslutat
///
/// Det beslutade skrivs ner i en fil bredvid dokumentet, med samma namn men slutet .lock. Lägg in den i
/// versionshanteringen: då säger fhplan check till hos alla när något beslutat har ändrats. Ett nytt beslut låses på
/// samma sätt, sedan det nya beslutsdatumet har skrivits in.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan lock <FIL ELLER MAPP>…")]
pub(super) struct Args {
    /// Beslutade dokument, eller mappar med sådana
    #[arg(value_name = "FIL ELLER MAPP", help_heading = "Argument", required = true)]
    paths: Vec<PathBuf>,
}

/// What was done with a decided document.
enum Locked {
    Written(PathBuf),
    Already,
    /// It has errors, or has changed without a new decision.
    Refused,
}

pub(super) fn run(args: &Args, out: &mut dyn Write, err: &mut dyn Write) -> Result<Outcome, Failure> {
    let units = discover(&args.paths)?;
    if units.iter().any(|it| it.filer.iter().any(|it| it.as_os_str() == STDIN)) {
        return Err("lock behöver en fil: det som låses skrivs bredvid den.".to_owned().into());
    }
    let (mut written, mut already, mut refused) = (0, 0, 0);
    for unit in &units {
        let mut read = inlasning::las(unit);
        let Some(kommun) = &read.kommun else {
            err.write_all(terminal::findings(&read.report, &read.sources).as_bytes())?;
            refused += 1;
            continue;
        };
        checks::run(kommun, &read.sources, &[], &mut read.report);
        for underlag in kommun.efterfragade().filter(|it| it.innehall.handling().is_decided()) {
            match lock_one(underlag, kommun, &read.sources, &read.report)? {
                Locked::Written(path) => {
                    written += 1;
                    writeln!(out, "{}", inlasning::shown(&path))?;
                }
                Locked::Already => already += 1,
                Locked::Refused => {
                    refused += 1;
                    let own = of_document(underlag, kommun, &read.report);
                    err.write_all(terminal::findings(&own, &read.sources).as_bytes())?;
                    let name = inlasning::shown(&underlag.path);
                    writeln!(err, "fhplan: {name} låses inte förrän felen är rättade.")?;
                }
            }
        }
    }
    if written + already + refused == 0 {
        return Err("Här finns inget beslutat att låsa. Ett beslutat dokument har status = \"beslutad\"."
            .to_owned()
            .into());
    }
    if already > 0 {
        writeln!(err, "{} redan låst.", crate::svenska::count(already, "dokument är", "dokument är"))?;
    }
    Ok(if refused > 0 { Outcome::Findings } else { Outcome::Done })
}

/// The errors of one document and of the form it answers.
fn of_document(underlag: &Underlag, kommun: &Kommun, report: &Report) -> Report {
    let files = kommun.filer(underlag);
    Report { diagnostics: checks::errors_in(&files, report).cloned().collect(), tystade: Vec::new() }
}

fn lock_one(underlag: &Underlag, kommun: &Kommun, sources: &Sources, report: &Report) -> Result<Locked, Failure> {
    let handling = underlag.innehall.handling();
    let decided = handling.beslutad().map(|it| it.value.to_string());
    let again = underlag.lock.exists && decided.is_some() && decided != underlag.lock.decided_on;
    let errors = of_document(underlag, kommun, report);
    // That the document has changed is what a new decision mends.
    let others = errors.diagnostics.iter().any(|it| !(again && it.check.name == checks::ANDRAD_EFTER_BESLUT.name));
    if others {
        return Ok(Locked::Refused);
    }
    if underlag.lock.exists && !again {
        return Ok(Locked::Already);
    }
    let text = &sources.get(underlag.fil).text;
    let Some(table) = read::parse(underlag.fil, text, &mut Report::default()) else { return Ok(Locked::Refused) };
    let path = underlag.path.with_extension(lock::ENDING);
    let kept = lock::write(table.get_ref(), decided.as_deref());
    utskrift::write_whole(&path, kept.as_bytes(), utskrift::Durable::Yes)?;
    Ok(Locked::Written(path))
}
