//! All tests in one program, since each program would link the layout engine again.

mod cli;
mod exempel;
mod kalkylblad;
mod kedja;
mod meddelanden;
mod misstag;
mod mutation;
mod pdf;
mod rattning;
mod sidor;
mod tidy;
mod verktyg;
