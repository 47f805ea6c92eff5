//! The metadata block of any document: the kommun's own facts, order and labels.

use minijinja::Value;

use super::Metadata;
use super::satt::Satt;
use crate::datum::validity;
use crate::dokument::Styrdokument;
use crate::profil::{Kommunuppgifter, Uppgift};
use crate::prosa;
use crate::text::Klartext;

/// The facts that are known, as they are printed.
pub(super) fn metadata(
    block: Option<&Styrdokument>,
    version: Option<&Klartext>,
    kommun: &Kommunuppgifter,
    satt: &Satt,
) -> Vec<Metadata> {
    let names = &satt.names;
    let facts = kommun.uppgifter().into_iter().filter_map(|it| {
        let varde = match it {
            Uppgift::Version => plain(version, names)?,
            it => fact(it, block?, names)?,
        };
        Some(Metadata { etikett: prosa::printable(kommun.etikett(it)), varde })
    });
    facts.collect()
}

fn plain(text: Option<&Klartext>, names: &Value) -> Option<String> {
    text.map(|it| prosa::plain(it.as_str(), names).0)
}

fn fact(uppgift: Uppgift, block: &Styrdokument, names: &Value) -> Option<String> {
    match uppgift {
        Uppgift::Typ => plain(block.typ.as_ref(), names),
        Uppgift::BeslutandeInstans => plain(block.beslutande_instans.as_ref(), names),
        Uppgift::Beslut => {
            let day = block.beslutsdatum.as_ref().map(|it| it.value.to_string());
            let paragraph = block.paragraf.as_ref().map(ToString::to_string);
            let parts: Vec<String> = [day, paragraph].into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(", "))
        }
        Uppgift::Diarienummer => block.diarienummer.as_ref().map(|it| prosa::printable(&it.value)),
        Uppgift::RegionDiarienummer => block.region_diarienummer.as_ref().map(|it| prosa::printable(&it.value)),
        Uppgift::GallerFor => plain(block.galler_for.as_ref(), names),
        Uppgift::Giltighetstid => {
            let (from, to) = block.giltig_fran.as_ref().zip(block.giltig_till.as_ref())?;
            Some(validity(from.value, to.value))
        }
        Uppgift::ReviderasSenast => block.revideras_senast.as_ref().map(|it| it.value.to_string()),
        Uppgift::Dokumentansvarig => plain(block.dokumentansvarig.as_ref(), names),
        Uppgift::Version => None,
    }
}
