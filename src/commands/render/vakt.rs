//! The watch over the documents being made.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

/// The most memory that making documents may take, in bytes. 300 plans take a tenth of it.
const MAX_MEMORY: u64 = 3 << 30;

/// Watches over the documents being made: the layout engine can neither be interrupted nor limited from inside, and a
/// template can run for ever.
#[derive(Default)]
pub(in crate::commands) struct Watch {
    at_work: Mutex<BTreeMap<usize, (Instant, String)>>,
    stopped: Mutex<bool>,
    wake: Condvar,
}

/// Takes a document off the watch when its work is done.
pub(in crate::commands) struct AtWork<'a> {
    watch: &'a Watch,
    idx: usize,
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        if let Ok(mut at_work) = self.watch.at_work.lock() {
            at_work.remove(&self.idx);
        }
    }
}

impl Watch {
    pub(in crate::commands) fn begin(&self, idx: usize, name: &Path, own_templates: bool) -> AtWork<'_> {
        let own = if own_templates { " Kontrollera mallarna i mappen templates." } else { "" };
        if let Ok(mut at_work) = self.at_work.lock() {
            at_work.insert(idx, (Instant::now(), format!("{}.{own}", name.display())));
        }
        AtWork { watch: self, idx }
    }

    pub(in crate::commands) fn stop(&self) {
        if let Ok(mut stopped) = self.stopped.lock() {
            *stopped = true;
        }
        self.wake.notify_all();
    }

    /// Waits a moment; gives whether the watch is over.
    fn rest(&self) -> bool {
        let Ok(stopped) = self.stopped.lock() else { return true };
        let waited = self.wake.wait_timeout_while(stopped, Duration::from_millis(50), |stopped| !*stopped);
        waited.map_or(true, |(stopped, _)| *stopped)
    }

    /// Ends the program when a document takes too long or too much. Files are written whole, so nothing is left half done.
    pub(in crate::commands) fn guard(&self, limit: Duration) {
        while !self.rest() {
            let Ok(at_work) = self.at_work.lock() else { return };
            let late = at_work.values().find(|(since, _)| since.elapsed() > limit);
            let heavy = memory().filter(|it| *it > MAX_MEMORY).and(at_work.values().next());
            let reason = match (late, heavy) {
                (Some((_, name)), _) => {
                    format!("Det tog mer än {} sekunder att göra {name} Höj gränsen med --timeout.", limit.as_secs())
                }
                (None, Some((_, name))) => format!("Det tog mer än {} GB minne att göra {name}", MAX_MEMORY >> 30),
                (None, None) => continue,
            };
            eprintln!("fhplan: {reason}");
            std::process::exit(2);
        }
    }
}

/// The memory the program holds, in bytes, where the system tells.
fn memory() -> Option<u64> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    pages.split_whitespace().nth(1)?.parse::<u64>().ok().map(|it| it * 4096)
}
