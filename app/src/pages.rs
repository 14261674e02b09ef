//! The pages, one file each.

pub mod change;
pub mod demonstration;
pub mod health;
pub mod item;
pub mod items;
pub mod live;
pub mod parts;
pub mod search;
pub mod settings;
pub mod tables;
pub mod view;
pub mod write;
