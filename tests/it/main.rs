//! All tests in one program, since each program would link the layout engine again.

mod bevis;
mod cli;
mod exempel;
mod kalkylblad;
mod kedja;
mod meddelanden;
mod misstag;
mod mutation;
mod pdf;
mod rapport;
mod rapportform;
mod sidbilder;
mod sidor;
mod sprak;
mod tidy;
mod verktyg;
