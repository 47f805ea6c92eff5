//! All tests in one program, since each program would link the layout engine again.

mod anrop;
mod cli;
mod exempel;
mod forlagor;
mod kalkylblad;
mod kedja;
mod meddelanden;
mod misstag;
mod mutation;
mod pdf;
mod rapport;
mod rapportform;
mod rattning;
mod schema;
mod sidor;
mod siffror;
mod sprak;
mod tidy;
mod varfor;
mod verktyg;
