//! What is shown of an answer, until what is shown of the next one stands in its place.
//!
//! The framework ends what a view has made (signals, references to elements, effects) as soon as the next answer has come. Where
//! a further one is under way by then, the view itself stays on the page until that has come, within a `Transition`: whoever types
//! into it, presses its keys or draws on it meanwhile would meet signals that have ended, and the whole page would die of it. Here
//! a view has a life of its own, which ends when another view has taken its place, or the place is gone.

use leptos::{
    prelude::*,
    tachys::reactive_graph::{OwnedView, Suspend},
};

use super::resource::Resource;

/// What `view` makes of the resource's answer, and then of each further one.
pub fn answered<T, V>(
    resource: Resource<T>,
    view: impl Fn(T) -> V + Clone + Send + 'static,
) -> impl Fn() -> Suspend<OwnedView<V>> + Clone + Send
where
    T: Clone + Send + Sync + 'static,
    V: 'static,
{
    move || {
        // Here and not when it is first waited for: the page may be gone by then.
        let answer = resource.into_future();
        let view = view.clone();
        let life = life_of_its_own();
        Suspend::new(async move {
            let answer = answer.await;
            let view = life.with(|| view(answer));
            OwnedView::new_with_owner(view, life)
        })
    }
}

/// An owner that ends with the place rather than with the effect that is running, which ends what it has made each time that
/// it runs. On the server nothing runs twice, and no effect stands between a place and what is shown there.
fn life_of_its_own() -> Owner {
    let Some(running) = Owner::current() else { return Owner::new() };
    if cfg!(feature = "ssr") {
        return running.child();
    }
    running.parent().unwrap_or(running).child()
}
