//! Every one of these runs on a runtime of one thread: work that was done there would hold up the test itself.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
    mpsc,
};

use tokio::task::yield_now;

use super::*;

/// One thread that turns to the next after every piece.
fn one_by_one(at_once: usize) -> Work {
    Work::new(WorkLimits { threads: 1, at_once, turn: Duration::ZERO })
}

/// Holds the only thread until told otherwise.
async fn held(work: &Work) -> (mpsc::SyncSender<()>, tokio::task::JoinHandle<Result<(), Overloaded>>) {
    let (release, released) = mpsc::sync_channel::<()>(1);
    let (begin, begun) = oneshot::channel();
    let held = tokio::spawn({
        let work = work.clone();
        async move {
            work.run(move || {
                let _ = begin.send(());
                let _ = released.recv();
            })
            .await
        }
    });
    begun.await.expect("it has begun");
    (release, held)
}

#[tokio::test]
async fn the_runtime_goes_on_while_work_is_done() {
    let work = one_by_one(4);
    let (release, held) = held(&work).await;
    // On the thread that runs this, the work would wait for ever for what comes next.
    release.send(()).expect("it waits");
    assert_eq!(held.await.expect("no panic"), Ok(()));
}

#[tokio::test]
async fn whoever_comes_later_has_a_turn_before_long_work_is_done() {
    let (work, told) = (one_by_one(4), Arc::new(Mutex::new(Vec::new())));
    let (release, held) = held(&work).await;
    let asked = |name: &'static str, pieces: usize| {
        let (work, told, mut left) = (work.clone(), Arc::clone(&told), pieces);
        tokio::spawn(async move {
            let piece = move |_: &Attention<'_>| {
                told.lock().expect("no panic").push(name);
                left -= 1;
                if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            work.in_pieces(piece).await
        })
    };
    let (long, short) = (asked("long", 1_000), asked("short", 2));
    while work.under_way() < 3 {
        yield_now().await;
    }
    release.send(()).expect("it waits");
    short.await.expect("no panic").expect("done");
    long.await.expect("no panic").expect("done");
    held.await.expect("no panic").expect("done");
    assert_eq!(told.lock().expect("no panic")[..5], ["long", "short", "long", "short", "long"]);
}

#[tokio::test]
async fn work_ends_with_the_piece_in_which_nobody_waits_for_it_any_more() {
    let (work, pieces) = (one_by_one(4), Arc::new(AtomicUsize::new(0)));
    let (begin, mut begun) = tokio::sync::mpsc::channel(8);
    let counted = Arc::clone(&pieces);
    let endless = tokio::spawn({
        let work = work.clone();
        async move {
            work.in_pieces(move |attention: &Attention<'_>| {
                counted.fetch_add(1, Ordering::SeqCst);
                let _ = begin.try_send(());
                // A piece that is long by itself asks, too.
                while counted.load(Ordering::SeqCst) > 3 && !attention.is_gone() {
                    std::thread::yield_now();
                }
                ControlFlow::<()>::Continue(())
            })
            .await
        }
    });
    for _ in 0..4 {
        begun.recv().await.expect("a piece");
    }
    endless.abort();
    assert!(endless.await.is_err_and(|error| error.is_cancelled()));
    // The one thread is free again.
    work.run(|| ()).await.expect("done");
    assert_eq!((pieces.load(Ordering::SeqCst), work.under_way()), (4, 0));
}

#[tokio::test]
async fn where_there_is_no_room_the_impatient_are_refused_and_the_patient_wait() {
    let work = one_by_one(2);
    let (release, held) = held(&work).await;
    let waits = tokio::spawn({
        let work = work.clone();
        async move { work.run(|| 1).await }
    });
    while work.under_way() < 2 {
        yield_now().await;
    }
    assert_eq!(work.run(|| 2).await, Err(Overloaded));
    let patient = tokio::spawn({
        let work = work.patient();
        async move { work.run(|| 3).await }
    });
    yield_now().await;
    assert!(!patient.is_finished());
    release.send(()).expect("it waits");
    assert_eq!((waits.await.expect("no panic"), patient.await.expect("no panic")), (Ok(1), Ok(3)));
    held.await.expect("no panic").expect("done");
    assert_eq!(work.run(|| 4).await, Ok(4));
}

#[tokio::test]
async fn a_panic_is_the_askers_and_the_thread_stays() {
    let work = one_by_one(2);
    let asked = tokio::spawn({
        let work = work.clone();
        async move { work.run(|| panic!("on purpose")).await }
    });
    assert!(asked.await.is_err_and(|error: tokio::task::JoinError| error.is_panic()));
    assert_eq!((work.run(|| 1).await, work.under_way()), (Ok(1), 0));
}

#[test]
fn at_least_one_processor_works_and_one_is_left_to_those_who_answer() {
    let (limits, all) = (WorkLimits::default(), WorkLimits::alone().threads);
    assert_eq!(limits.threads, all.saturating_sub(SPARED_PROCESSORS).max(1));
}
