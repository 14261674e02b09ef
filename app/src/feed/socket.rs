//! The only browser websocket code.
