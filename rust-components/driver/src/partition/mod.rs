//! A run in partitions, spread over processes or machines. The contract is `wit/partition.wit`.
//!
//! [`preamble`] reads what comes before the first record, [`range_scan`] counts the records of a range so that each
//! range's numbers are known, [`rows`] decodes a range, [`judge`] judges the rows of one partition, and [`merge`]
//! combines the results. On the threads of one machine, [`block_input`] reads and [`blocks`] judges what
//! several of them share.

pub mod block_input;
pub mod blocks;
pub mod judge;
pub mod merge;
pub mod preamble;
pub mod quote_state;
pub mod range_scan;
pub mod rows;
