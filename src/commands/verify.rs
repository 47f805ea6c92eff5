//! `fhplan verify`: which version of which document a PDF is.

mod jamforelse;
mod kandidat;
mod ord;
mod sokning;

use std::fs;
use std::io::{Read as _, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::render::vakt::Watch;
use super::{Failure, Outcome};
use crate::bilagor::Onskemal;
use crate::inlasning::shown;
use crate::modell::Underlag;
use crate::pdffil::{self, Buren, MAX_BYTES, Olasbar, Pdffil, Uppgifter};
use crate::svenska;
use sokning::{Sokning, Uppdrag};

/// Säger vilken version av vilken plan en PDF är
///
/// Dokumentet görs om ur källorna och jämförs byte för byte: med varje incheckning av dem i git-repot, den nyaste först,
/// och med källorna i PDF:en, om den gjordes med render --with-source. En fil som har undertecknats efteråt känns igen.
/// Underskriften i sig kontrolleras inte.
///
/// Programmet slutar med 0 om filen är ett dokument, 1 om den skiljer sig från alla och 2 om det inte går att säga.
#[derive(Debug, clap::Args)]
#[command(help_template = super::HELP, override_usage = "fhplan verify [VAL] <FIL.pdf>")]
pub(super) struct Args {
    /// PDF:en
    #[arg(value_name = "FIL.pdf", help_heading = "Argument")]
    file: PathBuf,

    /// Mappen eller repot med källorna; utan den mappen du står i
    #[arg(long, value_name = "MAPP", help_heading = "Val")]
    repo: Option<PathBuf>,
}

/// How long making one document, or one comparison, may take.
const LIMIT: Duration = Duration::from_secs(120);

/// A PDF that is to be verified.
struct Filen {
    bytes: Vec<u8>,
    /// The file as it is read, with what others have added.
    hela: Pdffil,
}

/// What a PDF says of itself, to find its sources by.
struct Sokt {
    uppgifter: Uppgifter,
    avtryck: Option<String>,
    onskemal: Onskemal,
}

impl Sokt {
    /// Whether a document is of the year that the PDF says.
    fn kan_vara(&self, underlag: &Underlag) -> bool {
        self.uppgifter.ar().is_none_or(|it| it == underlag.innehall.handling().ar().value)
    }
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let watch = Watch::default();
    let (lines, result) = thread::scope(|scope| {
        scope.spawn(|| watch.guard(LIMIT));
        let mut lines = Vec::new();
        let result = catch_unwind(AssertUnwindSafe(|| verify(args, &watch, &mut lines)));
        watch.stop();
        (lines, result.unwrap_or_else(|_| Err("Ett internt fel uppstod när filen jämfördes.".to_owned())))
    });
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(result?)
}

fn verify(args: &Args, watch: &Watch, lines: &mut Vec<String>) -> Result<Outcome, String> {
    let name = shown(&args.file);
    let bytes = read(&args.file)?;
    let refuse = |it| unreadable(&name, it);
    // What signers and others add later may say other things of the file.
    let own = pdffil::forsta_version(&bytes).map_err(refuse)?;
    let hela = pdffil::read(&bytes).map_err(refuse)?;
    let uppgifter = own.uppgifter();
    let Some(version) = uppgifter.version().map(str::to_owned) else {
        let made_by = svenska::quoted(&uppgifter.gjord_med);
        let by = if made_by.is_empty() { String::new() } else { format!(" Den är gjord med ”{made_by}”.") };
        return Err(format!("{name} är inte gjord med fhplan.{by}"));
    };
    let buren = own.bilagor()?;
    let has = |wanted: fn(&Buren) -> bool| buren.iter().any(wanted);
    let onskemal = Onskemal { kallor: has(|it| it.kalla), kalkylblad: has(|it| it.namn.ends_with(".xlsx")) };
    let sokt = Sokt { avtryck: uppgifter.avtryck().map(str::to_owned), uppgifter, onskemal };
    let filen = Filen { bytes, hela };
    let mut sok = Uppdrag::new(&sokt, &filen, watch);

    let found = sokning::i_repo(args.repo.as_deref().unwrap_or(Path::new(".")), &mut sok)?;
    if let Some(traff) = &found.traff {
        let (said, stands) = ord::traff(traff, &found, &filen);
        lines.extend(said);
        return Ok(if stands { Outcome::Done } else { Outcome::Findings });
    }
    lines.extend(ord::annan(&found, &filen));
    let carried = if onskemal.kallor { Some(sokning::i_bilagorna(&buren, &mut sok)?) } else { None };
    let (carried, none) = (carried.as_ref().filter(|it| !it.ar_tom()), carried.as_ref().is_some_and(Sokning::ar_tom));
    if none {
        lines.push("Källorna i filen räcker inte för att göra om den.".to_owned());
    }
    let stands = carried.map(|it| of_carried(it, &found, &filen, lines));
    if !found.ar_tom() || stands.is_none() {
        lines.extend(found.forbehall.iter().cloned());
    }
    if found.ar_tom() && (stands.is_none() || args.repo.is_some()) {
        return Err(nowhere(&sokt.uppgifter));
    }
    let ours = env!("CARGO_PKG_VERSION");
    if version != ours && stands != Some(true) {
        let version = svenska::quoted(&version);
        return Err(format!(
            "{name} är gjord med fhplan {version}. Det här är fhplan {ours}, och bara samma version gör samma fil."
        ));
    }
    let done = found.ar_tom() && stands == Some(true);
    Ok(if done { Outcome::Done } else { Outcome::Findings })
}

/// The verdict on the files that the PDF carries, and whether it stands.
fn of_carried(carried: &Sokning, found: &Sokning, filen: &Filen, lines: &mut Vec<String>) -> bool {
    let Some(traff) = &carried.traff else {
        if found.ar_tom() {
            lines.extend(ord::annan(carried, filen));
            lines.push(
                "Är dokumentet satt med egna mallar, som inte följer med i filen? Jämför då med repot: --repo MAPP."
                    .to_owned(),
            );
        }
        return false;
    };
    let (said, stands) = ord::traff(traff, carried, filen);
    lines.extend(said);
    lines.push(if found.ar_tom() {
        "Den jämfördes bara med sig själv. Det säger inte vem som har gjort den: jämför med repot, --repo MAPP."
            .to_owned()
    } else {
        "Källorna i den är alltså andra än de som finns här.".to_owned()
    });
    stands
}

fn nowhere(uppgifter: &Uppgifter) -> String {
    format!(
        "Här finns inget dokument som filen kan vara: ”{}”, {}. Ange mappen med källorna: --repo MAPP.",
        svenska::quoted(&uppgifter.titel),
        svenska::quoted(&uppgifter.avsandare)
    )
}

fn unreadable(name: &str, why: Olasbar) -> String {
    match why {
        Olasbar::Annat => format!("{name} är ingen PDF."),
        Olasbar::Skadad => format!("{name} är skadad eller avkortad och går inte att läsa."),
        Olasbar::Krypterad => format!("{name} är krypterad. Spara den utan lösenord och försök igen."),
    }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let name = shown(path);
    let unreadable = |it: std::io::Error| format!("{name} går inte att läsa: {}.", crate::bild::reason(&it));
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(format!("{name} är ingen vanlig fil."));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("{name} är större än {} MB.", MAX_BYTES >> 20));
    }
    Ok(bytes)
}
