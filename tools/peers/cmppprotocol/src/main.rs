//! cmppprotocol on the command line: a client, a codec, a client at work.
//!
//! What happens is told in lines of words with tabs between them; it ends when its input does.

use bytes::BytesMut;
use cmppprotocol::{
    CmppConfig, CmppConnection, CmppFrameCodec, CmppProtocolParams, Event, SubmitOptions,
    CMPP_VERSION_20,
};
use std::io::{stdin, stdout, BufRead, Write};
use std::time::Instant;
use tokio::sync::mpsc::Receiver;
use tokio_util::codec::{Decoder, Encoder};

type Fault = Box<dyn std::error::Error>;

const SENDER: &str = "106575000130";
const SERVICE: &str = "HEYAN";
const WINDOW: usize = 16;
const TEXT: &str =
    "【工信部备案】验证码123456，48小时内到tjcainfo.miitbeian.gov.cn核验示例网站的备案，勿告知他人。";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Fault> {
    let words: Vec<String> = std::env::args().collect();
    match words[1].as_str() {
        "call" => call(&words).await,
        "bench" => bench(&words, words[7].parse()?).await,
        _ => codec(),
    }
}

fn say(line: String) {
    let mut out = stdout();
    writeln!(out, "{line}").expect("somebody listens");
    out.flush().expect("somebody listens");
}

/// Connect as `protocol host port account secret` say.
async fn connect(words: &[String]) -> Result<(CmppConnection, Receiver<Event>), Fault> {
    let config = CmppConfig {
        host: words[3].clone(),
        port: words[4].parse()?,
        account: words[5].clone(),
        password: words[6].clone(),
        version: CMPP_VERSION_20,
        protocol_params: CmppProtocolParams {
            heartbeat_interval: 1,
            window_size: WINDOW,
            ..Default::default()
        },
    };
    let line = CmppConnection::connect(config).await?;
    let events = line.take_events().await.ok_or("the events are taken")?;
    Ok((line, events))
}

fn submit(account: &str, mobile: &str) -> SubmitOptions {
    SubmitOptions::new(SERVICE, account, SENDER, mobile)
}

/// Send each `mobile<tab>text` of the input; tell each answer and each report.
async fn call(words: &[String]) -> Result<(), Fault> {
    let (line, mut events) = connect(words).await?;
    let given: Vec<String> = stdin().lock().lines().collect::<Result<_, _>>()?;
    let mut due = 0;
    for each in given.iter().filter(|each| !each.is_empty()) {
        let (mobile, text) = each.split_once('\t').ok_or("no tab")?;
        due += 2 * line.submit(&submit(&words[5], mobile), text, None).await?.len();
    }
    while due > 0 {
        match events.recv().await {
            Some(Event::SubmitResp { result, .. }) => say(format!("answer\t\t{result}")),
            Some(Event::Deliver(deliver)) => {
                let report = deliver.report().ok_or("no report")?;
                say(format!("report\t{}\t{}", deliver.src_terminal_id, report.stat));
            }
            other => return Err(format!("{other:?}").into()),
        }
        due -= 1;
    }
    line.close().await;
    Ok(())
}

async fn bench(words: &[String], count: usize) -> Result<(), Fault> {
    let (line, mut events) = connect(words).await?;
    send(&line, &mut events, &words[5], count).await?;
    let (cpu, began) = (cpu_time()?, Instant::now());
    send(&line, &mut events, &words[5], count).await?;
    let took = began.elapsed().as_nanos();
    say(format!("bench\t{count}\t{took}\t{}", cpu_time()? - cpu));
    line.close().await;
    Ok(())
}

async fn send(
    line: &CmppConnection,
    events: &mut Receiver<Event>,
    account: &str,
    count: usize,
) -> Result<(), Fault> {
    let (mut sent, mut answered) = (0, 0);
    while answered < count {
        while sent < count && sent - answered < WINDOW {
            let options = submit(account, &format!("138{sent:08}"));
            line.submit(&options, TEXT, None).await?;
            sent += 1;
        }
        match events.recv().await {
            Some(Event::SubmitResp { .. }) => answered += 1,
            Some(Event::Deliver(_)) => continue,
            other => return Err(format!("{other:?}").into()),
        }
    }
    Ok(())
}

/// Nanoseconds of processor that this process has used.
fn cpu_time() -> Result<u128, Fault> {
    let told = std::fs::read_to_string("/proc/self/stat")?;
    let rest = told.rsplit(')').next().ok_or("no stat")?;
    let ticks: u128 = rest.split_whitespace().skip(11).take(2).map(|word| word.parse::<u128>().unwrap_or(0)).sum();
    Ok(ticks * 10_000_000)
}

/// Read each `protocol<tab>frame in hex` of the input, and write it again.
fn codec() -> Result<(), Fault> {
    for given in stdin().lock().lines() {
        let given = given?;
        if let Some((_, hex)) = given.split_once('\t') {
            say(again(hex).unwrap_or_else(|fault| format!("fault {fault}")));
        }
    }
    Ok(())
}

fn again(hex: &str) -> Result<String, Fault> {
    let octets: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16))
        .collect::<Result<_, _>>()?;
    let mut given = BytesMut::from(&octets[..]);
    let frame = CmppFrameCodec.decode(&mut given)?.ok_or("nothing")?;
    let mut made = BytesMut::new();
    CmppFrameCodec.encode(frame, &mut made)?;
    Ok(made.iter().map(|octet| format!("{octet:02x}")).collect())
}
