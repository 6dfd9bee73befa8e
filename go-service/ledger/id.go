package ledger

// An id is `usr_` and the 128-bit SipHash-2-4 of the address in ASCII lower case, written as 26 characters of
// lower-case Crockford base32, the most significant first.
//
// Promised: the same address has the same id in every run, on every host; that any two of a billion addresses
// share one has a probability of some 10^-21. Not promised: that nobody can construct two addresses with one id,
// which takes some 2^64 hashes. Nothing here depends on it: duplicates are found by comparing addresses, not ids.
//
// Why not SHA-256: in wasm a row would cost some 0.35 µs more and the component would be three times as large; and cut
// to 128 bits it would hold out against the same 2^64.

const (
	idPrefix = "usr_"
	idDigits = 26
	idLength = len(idPrefix) + idDigits

	// The alphabet leaves out i, l, o and u.
	crockford = "0123456789abcdefghjkmnpqrstvwxyz"
)

// pairs holds the digits of each 10-bit number.
var pairs = func() (pairs [1 << 10][2]byte) {
	for i := range pairs {
		pairs[i] = [2]byte{crockford[i>>5], crockford[i&31]}
	}
	return pairs
}()

// putID writes an id to the first idLength bytes of dst. 26 digits hold 130 bits, so the first one holds 3: the id is
// 12 digits of the hash's lower end, 12 of the middle, 2 of the upper end.
//
//go:nobounds
func putID(dst []byte, hash hash128) {
	dst[0], dst[1], dst[2], dst[3] = idPrefix[0], idPrefix[1], idPrefix[2], idPrefix[3]
	lower, middle, upper := hash.low, hash.high<<4|hash.low>>60, hash.high>>56
	for i := 0; i < 12; i += 2 {
		putPair(dst, 28-i, lower)
		putPair(dst, 16-i, middle)
		lower >>= 10
		middle >>= 10
	}
	putPair(dst, 4, upper)
}

//go:nobounds
func putPair(dst []byte, at int, number uint64) {
	pair := &pairs[number&(1<<10-1)]
	dst[at], dst[at+1] = pair[0], pair[1]
}
