//! The kinds of documents, in one list. A new kind is a line here, its records, its view and its template.

/// Calls a macro with every kind: its name, its records, the module of its view, the word that is typed as `slag`, and
/// the word in running text.
#[macro_export]
macro_rules! slag {
    ($with:ident) => {
        $with! {
            Verksamhetsplan, $crate::plan::Verksamhetsplan, plan, "verksamhetsplan", "verksamhetsplan";
            Uppfoljning, $crate::uppfoljning::Uppfoljning, uppfoljning, "uppfoljning", "uppföljning";
            Handlingsplan, $crate::handlingsplan::Handlingsplan, handlingsplan, "handlingsplan", "handlingsplan";
            Beslut, $crate::beslut::Beslut, beslut, "beslut", "beslut";
        }
    };
}
