//! The kinds of documents, in one list. A new kind is a line here, its records, its view and its template.

/// Calls a macro with every kind: the type of its records (and of its variant everywhere), the module of its view, the
/// word that is typed as `slag`, and the word in running text.
#[macro_export]
macro_rules! slag {
    ($with:ident) => {
        $with! {
            Verksamhetsplan, plan, "verksamhetsplan", "verksamhetsplan";
            Uppfoljning, uppfoljning, "uppfoljning", "uppföljning";
            Handlingsplan, handlingsplan, "handlingsplan", "handlingsplan";
            Beslut, beslut, "beslut", "beslut";
        }
    };
}
