//! What stands around every page: where one can go, where the data comes from, how much there is.

use std::time::Duration;

use afterimage_model::health::{Endpoint, Overview, WritePermission};
use leptos::prelude::*;

use super::{
    clock::provide_clock,
    demo_control::DemoControl,
    figures::{self, short_count, short_duration, short_size},
    icons::{Glyph, Icon, Mark},
    keyboard_help::{HelpDialog, KeyboardHelp},
    overview::OverviewResource,
    palette::{Palette, PaletteButton, PaletteDialog, offers::provide_offers},
    resource::resource,
    source::source_words,
    theme_toggle::ThemeToggle,
    toasts::{ToastList, provide_toasts},
    views::Views,
};
use crate::{api::load_overview, browser::focus, say, settings::browser::provide_settings};

/// How often the figures are asked for while the page is seen.
const REFRESH: Duration = Duration::from_secs(3);

/// The demonstration's address.
const DEMONSTRATION: &str = "/demonstration";

/// The frame around a page.
#[component]
pub fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    provide_settings(provide_clock().settings);
    provide_offers();
    let toasts = provide_toasts();
    focus::watch();
    let (palette, help) = (Palette::closed(), HelpDialog::closed());
    provide_context(help);
    listen(palette, help);
    let overview: OverviewResource = resource(|| (), |()| load_overview());
    provide_context(overview);
    refresh(overview);
    let figures = move || overview.get().and_then(Result::ok);
    view! {
        <a class="skip" href="#main" rel="external">
            {say!("frame-skip")}
        </a>
        <div class="frame">
            <Sidebar overview=overview palette=palette help=help />
            <main id="main" tabindex="-1">
                <Transition>{move || figures().as_ref().and_then(banner)}</Transition>
                {children()}
            </main>
            <footer class="status">
                <Transition>{move || figures().as_ref().map(status_line)}</Transition>
            </footer>
        </div>
        <PaletteDialog palette=palette />
        <ToastList toasts=toasts />
    }
}

/// The keys that work on every page.
#[cfg(feature = "hydrate")]
fn listen(palette: Palette, help: HelpDialog) {
    use crate::shortcuts::{Deed, listener};
    let navigate = leptos_router::hooks::use_navigate();
    listener::listen(Callback::new(move |deed| match deed {
        Deed::Palette => palette.toggle(),
        Deed::Help => help.open(),
        Deed::Go(page) => navigate(page, leptos_router::NavigateOptions::default()),
    }));
}

#[cfg(not(feature = "hydrate"))]
fn listen(_: Palette, _: HelpDialog) {}

/// Asks for the figures again and again while the page is seen.
fn refresh(overview: OverviewResource) {
    Effect::new(move |_| {
        let ask = move || {
            if !document().hidden() {
                overview.refetch();
            }
        };
        if let Ok(interval) = set_interval_with_handle(ask, REFRESH) {
            on_cleanup(move || interval.clear());
        }
    });
}

#[component]
fn Sidebar(overview: OverviewResource, palette: Palette, help: HelpDialog) -> impl IntoView {
    let figure = move |pick: fn(&Overview) -> String| {
        view! { <Transition>{move || overview.get().and_then(Result::ok).map(|overview| pick(&overview))}</Transition> }
            .into_any()
    };
    let none = || ().into_any();
    let has_demonstration =
        move || overview.get().and_then(Result::ok).is_some_and(|it| matches!(it.endpoint, Endpoint::Embedded { .. }));
    view! {
        <header class="side">
            <a class="brand" href="/">
                <Mark />
                "Afterimage"
            </a>
            <PaletteButton palette=palette />
            <nav aria-label=say!("frame-pages")>
                <ul>
                    <NavLink href="/" glyph=Glyph::Live label=say!("frame-page-live") figure=figure(|it| short_count(it.changes)) />
                    <NavLink href="/items" glyph=Glyph::Items label=say!("frame-page-items") figure=figure(|it| short_count(it.items)) />
                    <NavLink href="/search" glyph=Glyph::Search label=say!("frame-page-search") figure=none() />
                    <NavLink href="/write" glyph=Glyph::Write label=say!("frame-page-write") figure=none() />
                    <NavLink href="/tables" glyph=Glyph::Tables label=say!("frame-page-tables") figure=figure(|it| short_count(it.tables)) />
                    <NavLink
                        href="/health"
                        glyph=Glyph::Health
                        label=say!("frame-page-health")
                        figure=figure(|it| (if it.healthy { say!("frame-healthy") } else { say!("frame-unhealthy") }).to_owned())
                    />
                    <Transition>{move || has_demonstration().then(demonstration_entry)}</Transition>
                </ul>
            </nav>
            <Views />
            <div class="side-foot">
                <DemoControl overview=overview />
                <span class="side-tools">
                    <Transition>{move || has_demonstration().then(demonstration_tool)}</Transition>
                    <KeyboardHelp help=help />
                    <ThemeToggle />
                    <a class="icon-button settings-link" href="/settings" title=say!("frame-page-settings") aria-label=say!("frame-page-settings")>
                        <Icon glyph=Glyph::Settings />
                    </a>
                </span>
            </div>
        </header>
    }
    .into_any()
}

/// The demonstration, where there are tables to give one on.
fn demonstration_entry() -> AnyView {
    view! { <NavLink href=DEMONSTRATION glyph=Glyph::Screen label=say!("frame-page-demonstration") figure=().into_any() /> }.into_any()
}

/// The same in fewer pixels: on a phone the navigation has no room for a long word.
fn demonstration_tool() -> AnyView {
    view! {
        <a class="icon-button demonstration-tool" href=DEMONSTRATION title=say!("frame-page-demonstration") aria-label=say!("frame-page-demonstration")>
            <Icon glyph=Glyph::Screen />
        </a>
    }
    .into_any()
}

/// One entry of the navigation, marked where the reader is.
#[component]
fn NavLink(href: &'static str, glyph: Glyph, label: &'static str, figure: AnyView) -> impl IntoView {
    let path = leptos_router::hooks::use_location().pathname;
    let is_here = move || path.with(|path| if href == "/" { path == "/" } else { path.starts_with(href) });
    view! {
        <li>
            <a href=href aria-current=move || is_here().then_some("page")>
                <Icon glyph=glyph />
                <span>{label}</span>
                <span class="figure">{figure}</span>
            </a>
        </li>
    }
    .into_any()
}

/// Said on every page, because it matters before anything is typed.
fn banner(overview: &Overview) -> Option<AnyView> {
    let endpoint = source_words(&overview.endpoint);
    match overview.writes {
        WritePermission::Allowed => None,
        WritePermission::AllowedOnRemote => Some(
            view! {
                <p class="banner banner-warning">
                    <Icon glyph=Glyph::Warning />
                    <strong>{say!("frame-writes-remote")}</strong>
                    {say!("frame-writes-remote-where", endpoint = endpoint)}
                </p>
            }
            .into_any(),
        ),
        WritePermission::ReadOnly => Some(
            view! {
                <p class="banner">
                    <strong>{say!("frame-read-only")}</strong>
                    {say!("frame-read-only-where", endpoint = endpoint)}
                </p>
            }
            .into_any(),
        ),
    }
}

/// Lag, counts, size and source.
fn status_line(overview: &Overview) -> impl IntoView + use<> {
    let lag = overview.lag_ms.map_or_else(
        || say!("frame-lag-unknown").to_owned(),
        |lag| say!("frame-lag", lag = short_duration(i64::try_from(lag).unwrap_or(i64::MAX))),
    );
    view! {
        <ul>
            <li>{lag}</li>
            <li>{figures::changes(overview.changes)}</li>
            <li>{say!("frame-archived", size = short_size(overview.archive_size_bytes))}</li>
            <li class="status-shards">{figures::shards(overview.shards)}</li>
            <li class:status-warning=overview.gaps != 0>{figures::gaps(overview.gaps)}</li>
            <li class="status-source">{source_words(&overview.endpoint)}</li>
            <li class="status-version">{overview.version.clone()}</li>
        </ul>
    }
    .into_any()
}
