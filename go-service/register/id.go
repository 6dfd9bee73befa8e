package register

import (
	"encoding/binary"

	"github.com/aead/siphash"
)

// An id is `usr_` and the 128-bit SipHash-2-4 of the address in ASCII lower case, written as 26 characters of
// lower-case Crockford base32, the most significant first.
//
// Promised: the same address has the same id in every run, on every host; that any two of a billion addresses
// share one has a probability of some 10^-21. Not promised: that nobody can construct two addresses with one id,
// which takes some 2^64 hashes. Nothing here depends on it: duplicates are found by comparing addresses, not ids.
//
// Why not SHA-256: in wasm a row would cost twice as much altogether (0.7 µs for 0.35), the component would have
// 120 kB for 37, and cut to 128 bits it would hold out against the same 2^64.

const (
	idPrefix = "usr_"
	idDigits = 26
	idLength = len(idPrefix) + idDigits

	// The alphabet leaves out i, l, o and u.
	crockford = "0123456789abcdefghjkmnpqrstvwxyz"
)

// The key is fixed, since ids outlive a run: another one would change every id ever given.
var key = [siphash.KeySize]byte([]byte("my:pipeline/user"))

// hash128 is an address's hash: its first eight bytes and its last eight, little-endian, as its authors write it.
type hash128 struct{ high, low uint64 }

func hash(lower []byte) hash128 {
	sum := siphash.Sum128(lower, &key)
	return hash128{binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:])}
}

// hash64 serves the tables whose keys have no id.
func hash64(text []byte) uint64 {
	return siphash.Sum64(text, &key)
}

// pairs holds the digits of each 10-bit number.
var pairs = func() (pairs [1 << 10][2]byte) {
	for i := range pairs {
		pairs[i] = [2]byte{crockford[i>>5], crockford[i&31]}
	}
	return pairs
}()

// appendID appends an id to dst, which must have room for it. 26 digits hold 130 bits, so the first one holds 3.
func appendID(dst []byte, hash hash128) []byte {
	high, low := hash.high, hash.low
	start := len(dst)
	dst = dst[:start+idLength]
	id := (*[idLength]byte)(dst[start:])
	copy(id[:], idPrefix)
	for i := idLength - 2; i >= len(idPrefix); i -= 2 {
		pair := &pairs[low&(1<<10-1)]
		id[i], id[i+1] = pair[0], pair[1]
		low = low>>10 | high<<54
		high >>= 10
	}
	return dst
}
