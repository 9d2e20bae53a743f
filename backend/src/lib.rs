//! The server of See Say Act.
//!
//! Rooms are nouns of the job, each `http → service → store → entity`, with `wire` for what it says on the wire. A room calls
//! another room's service, never its store; only `store.rs` sees the database's rows; only `routes.rs` mounts handlers.

pub mod accounts;
pub mod app;
pub mod audit;
mod auth;
pub mod basemap;
mod body;
pub mod channels;
pub mod clock;
pub mod config;
pub mod db;
pub mod demo;
pub mod departures;
mod desk;
mod entity;
pub mod exports;
mod filters;
mod handover;
mod health;
mod incidents;
pub mod insight;
pub mod keys;
mod live;
mod major;
pub mod pages;
pub mod patrols;
pub mod pdf;
pub mod photos;
mod pressure;
pub mod problem;
pub mod proof;
mod rates;
mod reports;
mod roster;
pub mod routes;
mod routing;
pub mod rules;
pub mod seal;
pub mod server;
pub mod simulate;
pub mod translation;
mod ui;
pub mod venues;
pub mod watches;
mod wire;
