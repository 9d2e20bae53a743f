//! Every picture here is made by the tests themselves: no photo of anybody is kept.

mod damage;
mod kinds;
mod limits;
mod metadata;
mod picture;
mod upright;
