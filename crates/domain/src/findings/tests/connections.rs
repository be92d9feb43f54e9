use super::*;

fn found(listed: Option<&str>, stale_after: u16) -> Option<Finding> {
    let connection = Connection { listed_at: listed.map(at), ..connection(Kind::Aws) };
    of_connection(&connection, &Settings { stale_after, ..Settings::default() }, at("2026-11-02T09:00:00Z"))
}

#[test]
fn a_connection_is_stale_once_its_list_is_older_than_allowed() {
    for (listed, days, stale) in [
        ("2026-10-26T09:00:00Z", 7, false),
        ("2026-10-26T08:59:59.999999Z", 7, true),
        ("2026-10-26T09:00:00Z", 6, true),
        ("2026-11-02T09:04:00Z", 1, false),
        ("2025-11-02T09:00:00Z", 365, false),
    ] {
        assert_eq!(found(Some(listed), days).is_some(), stale, "{listed} {days}");
    }
    let finding = found(Some("2026-10-20T09:00:00Z"), 7).unwrap();
    assert_eq!(finding.since, Some(at("2026-10-27T09:00:00Z")));
    assert_eq!((finding.due, finding.account), (finding.since, None));
    assert_eq!(finding.hours_past_due(at("2026-11-02T09:00:00Z")), Some(144));
}

#[test]
fn a_connection_whose_lists_have_no_time_is_neither_stale_nor_not() {
    let finding = found(None, 7).unwrap();
    assert_eq!(finding.verdict, Verdict::NotEvaluable(Unknown::NotCollected));
    assert_eq!((finding.since, finding.due), (None, None));
    let deleted = Connection { deleted_at: Some(at("2026-10-01")), ..connection(Kind::Aws) };
    assert_eq!(of_connection(&deleted, &Settings::default(), at("2026-11-02")), None);
}
