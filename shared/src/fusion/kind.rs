//! What reports of a category are about, as far as it matters for telling two of them apart.

/// How things of one kind lie, move and grow old.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    /// Categories of one family may tell of the same thing: what one person calls left alone looks dangerous to another.
    pub family: &'static str,
    /// Metres over which it stretches, or from which it is seen.
    pub extent_m: f64,
    /// Metres a second at which it may move away.
    pub speed_m_s: f64,
    /// Minutes after which nothing new is likely to be the same.
    pub stale_min: f64,
    /// How seldom there are two at a time: log-odds that a new one nearby is the one that is open already.
    pub prior: f64,
}

/// Things there are many of: bags, drunks, broken lamps.
const COMMON: f64 = -1.5;
const SELDOM: f64 = -0.5;
/// Two at a time in one place would be news: crowds, fires, drones.
const RARE: f64 = 1.0;

const fn of(family: &'static str, extent_m: f64, speed_m_s: f64, stale_min: f64, prior: f64) -> Option<Kind> {
    Some(Kind { family, extent_m, speed_m_s, stale_min, prior })
}

/// The kind of a category. `None` for what never joins by likeness: information and complaints about people are each their
/// own, and what somebody says in confidence must not be laid beside another's.
pub fn kind(category: &str) -> Option<Kind> {
    match category {
        "item.unattended" | "item.suspicious" | "item.mail" => of("item", 8.0, 0.0, 120.0, COMMON),
        "item.prohibited" => of("prohibited item", 8.0, 0.0, 60.0, SELDOM),
        "danger.attack" | "danger.weapon" | "danger.fight" | "crime.disorder" => {
            of("violence", 15.0, 1.0, 20.0, SELDOM)
        }
        "danger.seizure" => of("seizure", 150.0, 0.0, 120.0, RARE),
        "hazard.fire" | "hazard.chemical" | "hazard.dg_leak" | "hazard.many_ill" => of("hazard", 50.0, 0.0, 60.0, RARE),
        "hazard.radiation" => of("radiation", 20.0, 0.0, 120.0, RARE),
        "access.intruder" | "access.screen_bypass" | "access.tailgate" => of("intruder", 20.0, 1.2, 30.0, SELDOM),
        "access.door_open" | "access.fence" => of("barrier", 8.0, 0.0, 240.0, COMMON),
        "access.impersonation" => of("impersonation", 15.0, 1.0, 45.0, SELDOM),
        "behaviour.surveillance" | "behaviour.photo" | "behaviour.questions" | "behaviour.testing" => {
            of("watching", 15.0, 0.7, 30.0, SELDOM)
        }
        "person.medical" => of("medical", 10.0, 0.0, 40.0, COMMON),
        "person.self_harm" => of("self-harm", 15.0, 0.3, 40.0, SELDOM),
        "person.missing_child" | "person.found_child" => of("child", 60.0, 0.7, 90.0, RARE),
        "crime.theft_now" => of("theft", 20.0, 1.2, 15.0, COMMON),
        "crime.damage" => of("damage", 8.0, 0.0, 240.0, COMMON),
        "vehicle.abandoned" => of("left vehicle", 10.0, 0.0, 240.0, COMMON),
        "vehicle.unauthorised" | "vehicle.circling" | "vehicle.dangerous" => of("vehicle", 25.0, 6.0, 20.0, SELDOM),
        "air.drone" => of("drone", 250.0, 8.0, 30.0, RARE),
        "air.drone_ground" => of("drone on the ground", 15.0, 0.0, 120.0, SELDOM),
        "air.laser" => of("laser", 300.0, 0.0, 20.0, RARE),
        "air.tamper" => of("tampering", 15.0, 0.5, 45.0, SELDOM),
        "water.in_water" => of("in the water", 40.0, 0.7, 60.0, RARE),
        "water.diver" => of("diver", 60.0, 0.5, 60.0, RARE),
        "water.small_craft" | "water.transfer" => of("small craft", 100.0, 3.0, 45.0, SELDOM),
        "water.boarding" | "water.stowaway" => of("boarding", 30.0, 0.3, 60.0, SELDOM),
        "water.pollution" => of("pollution", 150.0, 0.2, 480.0, RARE),
        "cargo.people_inside" | "cargo.seal" | "cargo.tamper" => of("cargo", 15.0, 0.0, 240.0, SELDOM),
        "fault.crowding" => of("crowd", 60.0, 0.0, 40.0, RARE),
        "fault.alarm" => of("alarm", 40.0, 0.0, 45.0, RARE),
        "fault.equipment" => of("equipment", 8.0, 0.0, 1440.0, COMMON),
        "fault.debris" => of("debris", 15.0, 0.0, 120.0, SELDOM),
        _ => None,
    }
}
