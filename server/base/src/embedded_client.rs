//! What tells the embedded DynamoDB that a request is this program's own.

/// The name that the program's own client gives itself (`app/afterimage` in `X-Amz-User-Agent`). Of tables whose archive was begun
/// when their streams had other names, it is told those: so that the archive goes on. Anybody may call himself so.
pub const APP_NAME: &str = "afterimage";
