//! Who may vouch for the server. Elsewhere the system is asked in its own way; on Android its authorities lie behind
//! Java, and the shell hands them in.

use std::sync::OnceLock;

use reqwest::Certificate;
use reqwest::blocking::ClientBuilder;

use crate::error::{CallError, Code};

type Ask = dyn Fn() -> Result<Vec<Vec<u8>>, CallError> + Send + Sync;

/// One for the whole program: two phones in it would still be one device.
static SHELL: OnceLock<Box<Ask>> = OnceLock::new();
static TRUSTED: OnceLock<Vec<Certificate>> = OnceLock::new();

/// From now on only the authorities count that `ask` answers with, as certificates in DER. It is asked before the first
/// connection, from a thread that may wait, and again as long as it fails. The first to hand in stays.
pub fn hand_in(ask: impl Fn() -> Result<Vec<Vec<u8>>, CallError> + Send + Sync + 'static) {
    let _ = SHELL.set(Box::new(ask));
}

/// A client that trusts whom it should.
pub(crate) fn trusting(builder: ClientBuilder) -> Result<ClientBuilder, CallError> {
    let Some(ask) = SHELL.get() else { return Ok(builder) };
    if TRUSTED.get().is_none() {
        let _ = TRUSTED.set(certificates(&ask()?)?);
    }
    Ok(builder.tls_certs_only(TRUSTED.get().into_iter().flatten().cloned()))
}

/// None at all would be read as "nobody is asked for a certificate" by whoever changes this next.
fn certificates(roots: &[Vec<u8>]) -> Result<Vec<Certificate>, CallError> {
    let broken =
        |why: String| CallError::new(Code::Internal, format!("the authorities of the system: {why}"));
    if roots.is_empty() {
        return Err(broken("there are none".into()));
    }
    roots.iter().map(|der| Certificate::from_der(der).map_err(|error| broken(error.to_string()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_without_authorities_is_an_error() {
        assert_eq!(certificates(&[]).err().map(|error| error.code), Some(Code::Internal));
    }
}
