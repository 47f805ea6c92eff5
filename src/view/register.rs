//! Names that every kommun shares: the goals of Agenda 2030.

use crate::prosa;

/// The seventeen goals of Agenda 2030, by their Swedish short names.
///
/// Source: FN:s resolution A/RES/70/1 in the wording of Globala målen (UNDP).
const GLOBALA_MAL: [&str; 17] = [
    "Ingen fattigdom",
    "Ingen hunger",
    "God hälsa och välbefinnande",
    "God utbildning för alla",
    "Jämställdhet",
    "Rent vatten och sanitet för alla",
    "Hållbar energi för alla",
    "Anständiga arbetsvillkor och ekonomisk tillväxt",
    "Hållbar industri, innovationer och infrastruktur",
    "Minskad ojämlikhet",
    "Hållbara städer och samhällen",
    "Hållbar konsumtion och produktion",
    "Bekämpa klimatförändringarna",
    "Hav och marina resurser",
    "Ekosystem och biologisk mångfald",
    "Fredliga och inkluderande samhällen",
    "Genomförande och globalt partnerskap",
];

/// A goal or target of Agenda 2030 as it is printed.
pub(super) fn global_goal(number: &str) -> String {
    let name = number.parse::<usize>().ok().and_then(|it| GLOBALA_MAL.get(it.checked_sub(1)?));
    match name {
        Some(name) => format!("Mål {number}. {name}"),
        None => format!("Delmål {}", prosa::printable(number)),
    }
}
