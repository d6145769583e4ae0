//! The page's engine as a WebAssembly module without imports.
//!
//! A question is a text, with bytes beside it where it opens a plan: the caller asks for [`room`] for
//! each, writes them there, calls [`ask`], and reads as many bytes as that says at [`reply`]. What the
//! texts say is [`hongtu_page::Session`]'s.

#![deny(unsafe_code)]

use std::cell::RefCell;

use hongtu_page::Session;

thread_local! {
    static ROOMS: RefCell<[Vec<u8>; 2]> = const { RefCell::new([Vec::new(), Vec::new()]) };
    static REPLY: RefCell<String> = const { RefCell::new(String::new()) };
    static SESSION: RefCell<Session> = RefCell::new(Session::default());
}

/// The exported functions. Their names must be kept as they are, which is all that is unsafe here.
#[allow(unsafe_code)]
mod exports {
    use super::{REPLY, ROOMS, SESSION};

    /// Makes room for `length` bytes: of the question (0) or of what is beside it (1). Gives where it
    /// is.
    #[unsafe(no_mangle)]
    pub extern "C" fn room(which: usize, length: usize) -> *const u8 {
        ROOMS.with_borrow_mut(|rooms| {
            let room = &mut rooms[which.min(1)];
            room.clear();
            room.resize(length, 0);
            room.as_ptr()
        })
    }

    /// Answers; gives the length of the reply.
    #[unsafe(no_mangle)]
    pub extern "C" fn ask() -> usize {
        let [question, beside] = ROOMS.with_borrow_mut(std::mem::take);
        let question = String::from_utf8_lossy(&question);
        let reply = SESSION.with_borrow_mut(|session| session.ask(&question, &beside));
        REPLY.with_borrow_mut(|slot| {
            *slot = reply;
            slot.len()
        })
    }

    /// Where the reply is.
    #[unsafe(no_mangle)]
    pub extern "C" fn reply() -> *const u8 {
        REPLY.with_borrow(|reply| reply.as_ptr())
    }
}

pub use exports::{ask, reply, room};
