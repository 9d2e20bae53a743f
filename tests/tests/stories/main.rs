//! Each story is told twice: on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a story that cannot go on must stop, and say where")]

mod acked_from_the_mail_link;
mod acked_then_forgotten;
mod audit_chain_holds;
mod clocks_change_tonight;
mod dead_desk;
mod desk_stream_resumes;
mod forty_people_one_bag;
mod heart_stops_when_red;
mod hoax_wave;
mod known_already;
mod message_both_ways;
mod nobody_answers;
mod off_duty_is_not_paged;
mod off_duty_is_silent;
mod other_authority_sees_nothing;
mod other_venue_sees_nothing;
mod phone_was_offline;
mod photo_keeps_no_gps;
mod push_expired;
mod quiet_hours;
mod refresh_token_reuse;
mod rule_changed_and_replayed;
mod rule_holds;
mod same_key_fifty_times;
mod server_killed_between_commit_and_page;
mod smtp_down_for_an_hour;
mod smtp_says_nothing;
mod stale_version;
mod standing_in;
mod two_bags_sixty_metres;
mod unattended_bag;
mod webhook_to_localhost_refused;
mod wrong_merge_undone;
