//! The URL map, on one page. Nothing else mounts a route.

use crate::{
    accounts, basemap, channels, departures, desk, exports, filters, handover, health, incidents, insight, live, major,
    pages, patrols, photos, problem, proof, reports, roster, rules, translation, venues, watches,
};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};

pub const API: &str = "/api/v1";

/// Everything under `/api/v1`.
pub fn api(routes: &mut ServiceConfig<'_>) {
    // Reporters: no account, a receipt instead.
    routes
        .service(venues::http::list)
        .service(venues::http::profile)
        .service(venues::http::plate)
        .service(venues::http::officers)
        .service(reports::http::create)
        .service(reports::http::carried)
        .service(reports::http::amend)
        .service(reports::http::known)
        .service(reports::http::show)
        .service(reports::http::by_receipt)
        .service(reports::http::message)
        .service(watches::http::key)
        .service(watches::http::watch)
        .service(watches::http::unwatch)
        .service(photos::http::receive)
        .service(photos::http::receive_original)
        .service(photos::http::parts_here)
        .service(photos::http::receive_part);
    // Accounts.
    routes
        .service(accounts::http::login)
        .service(accounts::http::refresh)
        .service(accounts::http::logout)
        .service(accounts::http::step_up)
        .service(accounts::http::begin_adding_passkey)
        .service(accounts::http::add_passkey)
        .service(accounts::http::my_passkeys)
        .service(accounts::http::end_passkey)
        .service(accounts::http::begin_passkey)
        .service(accounts::http::passkey)
        .service(accounts::http::oidc_providers)
        .service(accounts::http::begin_oidc)
        .service(accounts::http::oidc_back)
        .service(accounts::http::badge)
        .service(accounts::http::me);
    // Major incidents.
    routes
        .service(major::http::declare)
        .service(major::http::standing)
        .service(major::http::one)
        .service(major::http::act)
        .service(major::http::decide)
        .service(major::http::draft)
        .service(major::http::report)
        .service(major::http::check_in)
        .service(major::http::after)
        .service(major::http::after_paper);
    // Setting up.
    routes.service(channels::http::add).service(channels::http::list).service(channels::http::end);
    // The desk.
    routes
        .service(incidents::http::list)
        .service(incidents::map_http::read)
        .service(basemap::http::read)
        .service(basemap::http::tiles)
        .service(desk::http::whole)
        .service(incidents::http::acknowledge)
        .service(incidents::http::assign)
        .service(incidents::http::reroute)
        .service(incidents::http::status)
        .service(incidents::http::priority)
        .service(incidents::http::note)
        .service(incidents::http::message)
        .service(incidents::http::merge)
        .service(incidents::http::split)
        .service(incidents::http::unmerge)
        .service(incidents::acts_http::undo_last)
        .service(incidents::acts_http::call_for_help)
        .service(incidents::acts_http::set_mark)
        .service(incidents::acts_http::my_marks)
        .service(incidents::acts_http::link)
        .service(incidents::acts_http::unlink)
        .service(photos::http::hand_out)
        .service(photos::http::blurred)
        .service(translation::http::translate)
        .service(photos::taken_http::take)
        .service(photos::taken_http::take_original)
        .service(live::http::open)
        .service(live::http::attend)
        .service(live::http::turn_away)
        .service(desk::http::people)
        .service(desk::http::posts)
        .service(filters::http::list)
        .service(filters::http::keep)
        .service(filters::http::end)
        .service(reports::http::cards)
        .service(pages::http::acknowledge)
        .service(pages::http::arrived)
        .service(pages::http::text_told)
        .service(pages::http::text_replied)
        .service(pages::http::call_key)
        .service(pages::http::call_script)
        .service(proof::http::read)
        .service(proof::http::answer)
        .service(exports::http::ask)
        .service(exports::http::list)
        .service(exports::http::show)
        .service(exports::http::approve)
        .service(exports::http::withdraw)
        .service(exports::http::file)
        .service(exports::http::key)
        .service(channels::http::push_key)
        .service(channels::http::subscribe)
        .service(channels::http::unsubscribe);
    // Numbers.
    routes.service(insight::http::read).service(insight::http::table).service(insight::http::board);
    // Rosters.
    routes
        .service(roster::http::duties)
        .service(roster::http::set_duty)
        .service(roster::http::set_duty_of)
        .service(roster::http::roll)
        .service(roster::http::call_roll)
        .service(roster::http::coverage)
        .service(roster::http::coverage_board)
        .service(roster::http::candidates)
        .service(roster::http::asked)
        .service(roster::http::ask)
        .service(roster::http::answer_ask)
        .service(roster::http::withdraw_ask)
        .service(roster::http::open_feed)
        .service(roster::http::close_feed)
        .service(roster::http::secret_calendar)
        .service(roster::http::roster_at)
        .service(roster::http::add_override)
        .service(roster::http::end_override)
        .service(roster::http::calendar)
        .service(roster::http::import_calendar)
        .service(departures::http::import)
        .service(health::contract);
    // On patrol.
    routes.service(patrols::http::share).service(patrols::http::end).service(patrols::http::list);
    // From one shift to the next.
    routes
        .service(handover::http::running)
        .service(handover::http::earlier)
        .service(handover::http::one)
        .service(handover::http::log)
        .service(handover::http::paper)
        .service(handover::http::add)
        .service(handover::http::edit)
        .service(handover::http::accept)
        .service(handover::http::question)
        .service(handover::http::answer)
        .service(handover::http::sign)
        .service(handover::http::take_back)
        .service(handover::http::take);
    // Setting up.
    routes
        .service(rules::http::read)
        .service(rules::http::check)
        .service(rules::http::replay)
        .service(rules::http::save)
        .service(venues::http::security_level)
        .service(incidents::http::suggestions);
}

/// What machines ask: is it alive, can it store, does anybody get woken.
pub fn health(routes: &mut ServiceConfig<'_>) {
    routes.service(health::alive).service(health::ready).service(health::engine).service(health::metrics);
}

#[derive(OpenApi)]
#[openapi(
    info(title = "See Say Act", description = "How an airport or seaport hears what its people see. Errors are RFC 9457 problems with a closed list of codes."),
    components(schemas(live::LiveEvent, live::AttentionEvent)),
    modifiers(&Schemes)
)]
struct Document;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let (name, schema) = problem::schema();
        components.schemas.insert(name, schema);
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let receipt = ApiKeyValue::with_description("Authorization", "`Receipt ABCD-…`: the reporter's only key");
        components.add_security_scheme("receipt", SecurityScheme::ApiKey(ApiKey::Header(receipt)));
    }
}

/// The contract. Needs neither a database nor a setting.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let (_, document) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(Document::openapi())
        .configure(health)
        .service(scope::scope(API).configure(api))
        .split_for_parts();
    document
}
