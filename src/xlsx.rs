//! A sheet → a workbook's bytes. The only module that knows the spreadsheet library.
//!
//! Amounts are numbers, sums are formulas whose stored results are exact, and text is never a formula. The same sheet
//! gives the same bytes: the workbook's date is the document's.

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use crate::belopp::Belopp;
use crate::datum::Datum;
use crate::view::{Ark, Arkcell, Arkkolumn, Arkrad, Dokumentvy, Formel, Radstil};

/// Kronor with ören, grouped as the reader's own program groups; the prefix asks for Swedish where a program heeds it.
const AMOUNT: &str = "[$-41D]#,##0.00;[$-41D]\u{2212}#,##0.00";

/// The longest text that a cell can hold, in characters. A longer one is cut.
const LONGEST_TEXT: usize = 32_767;

/// How high a line is, in points, and how many lines a row shows at most: a row is at most 409 points high.
const LINE_HEIGHT: u32 = 15;
const MOST_LINES: usize = 27;

/// Sheets wider than this, in characters, are printed on A3.
const WIDE: u32 = 200;

/// Writes a document's sheet as a workbook.
///
/// # Errors
/// Says what the library refused; a sheet of a document that passed its checks is never refused.
pub fn workbook(vy: &Dokumentvy, ark: &Ark) -> Result<Vec<u8>, String> {
    let nyckelord = vy.nyckelord.join(", ");
    sheets(&Uppgifter { titel: &vy.titel, avsandare: &vy.kommun.namn, nyckelord: &nyckelord, dag: vy.dag }, &[ark])
}

/// What a workbook says of itself.
pub struct Uppgifter<'a> {
    pub titel: &'a str,
    pub avsandare: &'a str,
    pub nyckelord: &'a str,
    pub dag: Option<Datum>,
}

/// Writes sheets as one workbook.
///
/// # Errors
/// Says what the library refused.
pub fn sheets(uppgifter: &Uppgifter<'_>, ark: &[&Ark]) -> Result<Vec<u8>, String> {
    write(uppgifter, ark).map_err(|it| format!("Kalkylbladet kunde inte skrivas: {it}"))
}

fn write(uppgifter: &Uppgifter<'_>, all: &[&Ark]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let date = uppgifter
        .dag
        .map_or((1900, 1, 1), |it| (it.ar().unsigned_abs(), it.manad().unsigned_abs(), it.dag().unsigned_abs()));
    let created = ExcelDateTime::from_ymd(date.0, date.1, date.2)?;
    let properties = DocProperties::new()
        .set_title(uppgifter.titel)
        .set_author(uppgifter.avsandare)
        .set_company(uppgifter.avsandare)
        .set_subject(all.first().map_or("", |it| it.namn.as_str()))
        .set_keywords(uppgifter.nyckelord)
        .set_comment(format!("fhplan {}", env!("CARGO_PKG_VERSION")))
        .set_creation_datetime(&created);
    workbook.set_properties(&properties);
    for ark in all {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&ark.namn)?;
        fill(sheet, ark)?;
    }
    workbook.save_to_buffer()
}

/// The looks of a sheet's cells.
struct Looks {
    heading: Format,
    title: Format,
    text: [Format; 3],
    amount: [Format; 3],
}

impl Looks {
    fn new() -> Self {
        let base = || Format::new().set_font_name("Calibri").set_font_size(11).set_align(FormatAlign::Top);
        let of = |style: Radstil, format: Format| match style {
            Radstil::Rad => format,
            Radstil::Summa => {
                format.set_bold().set_border_top(FormatBorder::Thin).set_border_bottom(FormatBorder::Double)
            }
            Radstil::Kontroll => format.set_italic(),
        };
        let styles = [Radstil::Rad, Radstil::Summa, Radstil::Kontroll];
        Self {
            heading: base()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Bottom)
                .set_background_color(Color::RGB(0xE3_E8_EC))
                .set_border_bottom(FormatBorder::Thin),
            title: base().set_bold().set_font_size(14),
            text: styles.map(|it| of(it, base().set_text_wrap())),
            amount: styles.map(|it| of(it, base().set_num_format(AMOUNT))),
        }
    }

    fn of(formats: &[Format; 3], style: Radstil) -> &Format {
        match style {
            Radstil::Rad => &formats[0],
            Radstil::Summa => &formats[1],
            Radstil::Kontroll => &formats[2],
        }
    }
}

fn fill(sheet: &mut Worksheet, ark: &Ark) -> Result<(), XlsxError> {
    let looks = Looks::new();
    // The hidden first column holds ids, so what people read begins in the second.
    let first_shown = ark.kolumner.iter().position(|it| !it.dold).and_then(|it| u16::try_from(it).ok()).unwrap_or(0);
    for (idx, words) in ark.rubriker.iter().enumerate() {
        let format = if idx == 0 { &looks.title } else { Looks::of(&looks.text, Radstil::Rad) };
        // A long title runs on over the empty cells beside it.
        sheet.write_string_with_format(row_of(idx), first_shown, cut(words), &format.clone().unset_text_wrap())?;
    }
    let head = ark.rubriker.len() + 1;
    let body = head + 1;
    for (idx, column) in ark.kolumner.iter().enumerate() {
        let at = column_of(idx);
        sheet.set_column_width(at, f64_of_width(column))?;
        if column.dold {
            sheet.set_column_hidden(at)?;
        }
        let align = if column.belopp { FormatAlign::Right } else { FormatAlign::Left };
        sheet.write_string_with_format(
            row_of(head),
            at,
            cut(&column.rubrik),
            &looks.heading.clone().set_align(align),
        )?;
    }
    for (idx, row) in ark.rader.iter().enumerate() {
        // Not every program makes room for a text of several lines by itself.
        let high = u32::try_from(lines(row, &ark.kolumner)).unwrap_or(1) * LINE_HEIGHT;
        sheet.set_row_height(row_of(body + idx), high)?;
        for (column, cell) in row.celler.iter().enumerate() {
            let (at_row, at_column) = (row_of(body + idx), column_of(column));
            let text = Looks::of(&looks.text, row.stil);
            let amount = Looks::of(&looks.amount, row.stil);
            match cell {
                Arkcell::Tom => {
                    sheet.write_blank(at_row, at_column, text)?;
                }
                Arkcell::Text(words) => {
                    sheet.write_string_with_format(at_row, at_column, cut(words), text)?;
                }
                Arkcell::Belopp(sum) => {
                    sheet.write_number_with_format(at_row, at_column, number(*sum), amount)?;
                }
                Arkcell::Formel(formel, sum) => {
                    let formula = Formula::new(formula(formel, body)).set_result(sum.decimal().normalize().to_string());
                    sheet.write_formula_with_format(at_row, at_column, formula, amount)?;
                }
                Arkcell::Stammer { rad, kolumn, stammer } => {
                    let cell = name(body + rad, *kolumn);
                    let formula = format!("=IF(ROUND({cell},2)=0,\"Stämmer\",\"Stämmer inte\")");
                    let result = if *stammer { "Stämmer" } else { "Stämmer inte" };
                    sheet.write_formula_with_format(
                        at_row,
                        at_column,
                        Formula::new(formula).set_result(result),
                        text,
                    )?;
                }
            }
        }
    }
    // The columns of figures stand beside the row's name however far one scrolls.
    sheet.set_freeze_panes(row_of(body), first_shown + 1)?;
    let width: u32 = ark.kolumner.iter().filter(|it| !it.dold).map(|it| u32::from(it.bredd)).sum();
    sheet
        .set_landscape()
        .set_paper_size(if width > WIDE { 8 } else { 9 })
        .set_print_fit_to_pages(1, 0)
        .set_print_gridlines(false);
    sheet.set_repeat_rows(row_of(head), row_of(head))?;
    sheet.set_header("&L&A").set_footer("&L&F&RSida &P av &N");
    Ok(())
}

/// A formula's text; `body` is the sheet's row that the table's rows begin at.
fn formula(formel: &Formel, body: usize) -> String {
    match formel {
        Formel::Summa { kolumn, fran, till } => {
            format!("=SUM({}:{})", name(body + fran, *kolumn), name(body + till, *kolumn))
        }
        Formel::Kombination(terms) => format!("={}", added(terms, body)),
        Formel::Avrundad(terms) => format!("=ROUND({},2)", added(terms, body)),
    }
}

/// Cells with their signs, as a formula adds them.
fn added(terms: &[(bool, usize, usize)], body: usize) -> String {
    let mut text = String::new();
    for (idx, (minus, row, column)) in terms.iter().enumerate() {
        let sign = match (minus, idx) {
            (true, _) => "-",
            (false, 0) => "",
            (false, _) => "+",
        };
        text.push_str(sign);
        text.push_str(&name(body + row, *column));
    }
    text
}

/// The lines that the highest text of a row takes.
fn lines(row: &Arkrad, columns: &[Arkkolumn]) -> usize {
    let of_cell = |(cell, column): (&Arkcell, &Arkkolumn)| match cell {
        Arkcell::Text(words) if !column.dold => words.chars().count().div_ceil(usize::from(column.bredd).max(1)),
        _ => 1,
    };
    row.celler.iter().zip(columns).map(of_cell).max().unwrap_or(1).clamp(1, MOST_LINES)
}

/// A cell's name, such as `C12`.
fn name(row: usize, column: usize) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row_of(row), column_of(column))
}

fn row_of(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn column_of(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

/// An amount as the number that a cell holds: every amount to the öre has one nearest, which shows as the same digits.
#[expect(clippy::disallowed_types, reason = "a spreadsheet cell holds nothing else")]
fn number(amount: Belopp) -> f64 {
    amount.decimal().to_f64().unwrap_or_default()
}

#[expect(clippy::disallowed_types, reason = "a width on the screen, never a sum")]
fn f64_of_width(column: &Arkkolumn) -> f64 {
    f64::from(column.bredd)
}
