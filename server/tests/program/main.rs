//! The whole program in the test's own process, over its embedded DynamoDB, asked as browsers and scripts do.

mod all_the_way;
mod baseline;
mod demo_generator;
mod demonstration;
mod old_names;
mod restore;
mod short_lives;
