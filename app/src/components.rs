//! The parts that pages are made of.

pub mod address;
pub mod aws_command;
pub mod change_detail;
pub mod clock;
pub mod copy_button;
pub mod demo_control;
pub mod diff_view;
pub mod empty_state;
pub mod error_state;
pub mod figures;
pub mod frame;
pub mod icons;
pub mod image_json;
#[cfg(feature = "hydrate")]
pub mod keyboard;
pub mod keyboard_help;
pub mod missing;
pub mod op_sign;
pub mod page_head;
pub mod query_line;
pub mod tabs;
pub mod theme_toggle;
pub mod time;
pub mod value;
pub mod words;
