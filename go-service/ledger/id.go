package ledger

import "polyglot.example/go-service/columns"

// An id is `usr_` and the 128-bit SipHash-2-4 of the address in the form of canonical.go, written as 26 characters of lower-case
// Crockford base32, most significant first.
//
// Guaranteed: the same address has the same id in every run, on every host. Two of a billion addresses share an id with a
// probability of about 10^-21. Not guaranteed: two addresses with one id can be constructed, with about 2^64 hashes.
// That does no harm, because duplicates are found by comparing addresses, not ids.
//
// Why not SHA-256: in wasm a row would take about 0.35 µs more and the component would be three times as large; and cut to
// 128 bits, it would resist the same 2^64 hashes.

const (
	idPrefix = "usr_"
	idLength = len(idPrefix) + columns.Base32Digits
)

// The key never changes, because ids outlive a run: another key would change every id ever given.
var idKey = columns.HashKey([]byte("my:pipeline/user"))

// appendIDs appends the ids of the addresses with some hashes: those at these positions. There must be room for them.
func appendIDs(dst []byte, hashes []columns.Hash, positions []uint32) []byte {
	return columns.AppendBase32(dst, idPrefix, hashes, positions)
}

// appendID appends one id. There must be room for it.
func appendID(dst []byte, hash columns.Hash) []byte {
	return appendIDs(dst, []columns.Hash{hash}, []uint32{0})
}
