//! Work on several threads whose results come back in order.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

/// How many threads to use when nobody says: one a core.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Calls `work` with 0, 1, … `count - 1` on several threads and hands the results to `sink` in that order.
///
/// Plain threads rather than a work-stealing pool: the layout engine uses such a pool inside, and its waiting workers
/// would begin ever more documents before any is finished.
pub fn ordered<T: Send>(count: usize, threads: usize, work: impl Fn(usize) -> T + Sync, mut sink: impl FnMut(T)) {
    let threads = threads.clamp(1, count.max(1));
    if threads == 1 {
        (0..count).for_each(|idx| sink(work(idx)));
        return;
    }
    let next = AtomicUsize::new(0);
    let (sender, receiver) = sync_channel(threads * 4);
    thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            let (next, work) = (&next, &work);
            scope.spawn(move || {
                loop {
                    let idx = next.fetch_add(1, Ordering::Relaxed);
                    if idx >= count || sender.send((idx, work(idx))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut wanted = 0;
        for (idx, result) in receiver {
            waiting.insert(idx, result);
            while let Some(result) = waiting.remove(&wanted) {
                sink(result);
                wanted += 1;
            }
        }
    });
}
