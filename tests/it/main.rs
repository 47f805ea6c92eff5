//! All tests in one program, since each program would link the layout engine again.

mod anrop;
mod bevis;
mod cli;
mod exempel;
mod forlagor;
mod form;
mod form_egenskaper;
mod kalkylblad;
mod kedja;
mod meddelanden;
mod misstag;
mod mutation;
mod pdf;
mod rapport;
mod rapportform;
mod recept;
mod schema;
mod sidbilder;
mod sidor;
mod siffror;
mod skillnad;
mod slarv;
mod sprak;
mod tidy;
mod varfor;
mod verktyg;
