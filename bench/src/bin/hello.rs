//! `hello ADDRESS BYTES`: answers everything with that many bytes of JSON.

use axum::{Router, http::header};

#[tokio::main]
async fn main() {
    let mut words = std::env::args().skip(1);
    let (address, bytes) = (words.next().expect("an address"), words.next().expect("a number of bytes"));
    let body = format!("\"{}\"", "x".repeat(bytes.parse::<usize>().expect("a number").saturating_sub(2)));
    let answer = move || async move { ([(header::CONTENT_TYPE, "application/json")], body) };
    let listener = tokio::net::TcpListener::bind(address).await.expect("a free port");
    axum::serve(listener, Router::new().fallback(answer)).await.expect("serving");
}
