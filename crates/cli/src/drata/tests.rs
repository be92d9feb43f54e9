//! Asking and walking, against a server that does what it is told.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use super::{
    Answer, Asking, Patience,
    walking::{Walked, walk},
};
use crate::exit::Code;

/// Patience that no test waits for.
const SOON: Patience = Patience {
    answer: Duration::from_secs(20),
    first: Duration::from_millis(1),
    longest: Duration::from_secs(2),
    tries: 3,
};

/// A server that answers each request, by its number from 0 and its target, with a whole answer; gives its URL and what it
/// was asked.
fn server(answer: impl Fn(usize, &str) -> String + Send + 'static) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let (mut stream, mut bytes) = (stream.unwrap(), [0; 4096]);
            let read = stream.read(&mut bytes).unwrap();
            let target = String::from_utf8_lossy(&bytes[..read]).split(' ').nth(1).unwrap_or_default().to_owned();
            heard.lock().unwrap().push(target.clone());
            stream.write_all(answer(number, &target).as_bytes()).unwrap();
        }
    });
    (url, asked)
}

fn answered(status: u16, more: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status} x\r\nConnection: close\r\n{more}Content-Length: {length}\r\n\r\n{body}")
}

fn found(body: &Value) -> String {
    answered(200, "", &body.to_string())
}

/// Asks for users with an API that is under no prefix.
async fn asking(url: &str) -> Asking {
    Asking::begin(url, "key", SOON).await.unwrap()
}

/// The page of the rows of these ids that is asked for.
fn page(ids: &[usize], target: &str) -> String {
    let number = |name: &str| {
        let (_, rest) = target.split_once(&format!("{name}=")).unwrap_or((target, "1"));
        rest.split('&').next().unwrap().parse().unwrap_or(1)
    };
    let (page, limit): (usize, usize) = (number("page"), number("limit"));
    let data: Vec<Value> = ids.iter().skip((page - 1) * limit).take(limit).map(|id| json!({ "id": id })).collect();
    found(&json!({ "data": data, "page": page, "limit": limit, "total": ids.len() }))
}

/// Walks a list whose rows are those, by the number of the request.
async fn walked(rows: impl Fn(usize) -> Vec<usize> + Send + 'static) -> (Walked, usize) {
    let (url, asked) = server(move |number, target| page(&rows(number), target));
    let walked = walk(&asking(&url).await, "/users", &Vec::new()).await.unwrap();
    let asked = asked.lock().unwrap().len() - 1;
    (walked, asked)
}

fn ids(walked: &Walked) -> Vec<usize> {
    walked.rows.iter().map(|row| usize::try_from(row["id"].as_u64().unwrap()).unwrap()).collect()
}

#[tokio::test]
async fn a_list_of_one_page_is_read_once_and_a_longer_one_until_two_readings_agree() {
    let (short, asked) = walked(|_| (1..51).collect()).await;
    assert_eq!((short.rows.len(), short.whole, asked), (50, true, 1));
    let (long, asked) = walked(|_| (1..121).collect()).await;
    assert_eq!((ids(&long), long.whole, asked), ((1..121).collect(), true, 6));
    let (none, asked) = walked(|_| Vec::new()).await;
    assert_eq!((none.rows.len(), none.whole, asked), (0, true, 1));
}

#[tokio::test]
async fn a_row_that_shifts_between_pages_is_not_lost() {
    // The third row goes once the first page was read, and another comes at the end: no count tells that 51 was skipped.
    let shifted = |number| if number < 2 { (1..121).collect() } else { (1..122).filter(|id| *id != 3).collect() };
    let (walked, asked) = walked(shifted).await;
    assert!(walked.whole && ids(&walked).contains(&51) && !ids(&walked).contains(&3));
    assert_eq!((walked.rows.len(), asked), (120, 9));
}

#[tokio::test]
async fn a_list_that_never_settles_is_told_as_such_and_nothing_seen_is_lost() {
    let (walked, _) = walked(|number| (number..number + 60).collect()).await;
    assert!(!walked.whole);
    assert!(ids(&walked).contains(&1) && ids(&walked).contains(&60), "{:?}", ids(&walked));
}

#[tokio::test]
async fn the_api_is_found_with_or_without_its_prefix() {
    let (url, asked) =
        server(|_, target| if target.starts_with("/public") { answered(404, "", "{}") } else { page(&[1], target) });
    asking(&url).await;
    assert_eq!(*asked.lock().unwrap(), ["/public/users?limit=1", "/users?limit=1"]);
    let (url, _) = server(|_, _| answered(404, "", "{}"));
    assert!(Asking::begin(&url, "key", SOON).await.err().unwrap().to_string().contains("no API of this kind"));
}

#[tokio::test]
async fn what_may_be_otherwise_the_next_time_is_asked_again_and_not_for_ever() {
    let busy = [answered(429, "Retry-After: 0\r\n", "{}"), answered(200, "", "{\"data\":"), page(&[1], "")];
    let (url, asked) = server(move |number, _| busy[number.min(2)].clone());
    asking(&url).await;
    assert_eq!(asked.lock().unwrap().len(), 3);
    let (url, asked) = server(|_, _| answered(503, "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n", "{}"));
    let failure = Asking::begin(&url, "key", SOON).await.err().unwrap();
    assert_eq!((failure.code, asked.lock().unwrap().len()), (Code::Unreachable, 3));
    let (url, asked) = server(|_, _| answered(429, "Retry-After: 3600\r\n", "{}"));
    assert_eq!(Asking::begin(&url, "key", SOON).await.err().unwrap().code, Code::Unreachable);
    assert_eq!(asked.lock().unwrap().len(), 1, "nobody waits for an hour");
}

#[tokio::test]
async fn refusals_are_final() {
    for (status, code) in
        [(401, Code::NotAllowed), (403, Code::NotAllowed), (412, Code::NotAllowed), (302, Code::Failed)]
    {
        let (url, asked) = server(move |_, _| answered(status, "", "{}"));
        assert_eq!(Asking::begin(&url, "key", SOON).await.err().unwrap().code, code, "{status}");
        assert_eq!(asked.lock().unwrap().len(), 1);
    }
    let (url, _) = server(|number, _| if number == 0 { page(&[1], "") } else { answered(402, "", "{}") });
    let asking = asking(&url).await;
    assert!(matches!(asking.get("/users", &Vec::new()).await, Ok(Answer::NotInPlan)));
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_not_waited_for_for_ever() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let hasty = Patience { answer: Duration::from_millis(20), tries: 2, ..SOON };
    let failure = Asking::begin(&url, "key", hasty).await.err().unwrap();
    assert!(failure.code == Code::Unreachable && failure.to_string().contains("no answer came in time"), "{failure}");
}
