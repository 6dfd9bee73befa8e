// Package users assigns ids and finds duplicates, as a Go service would: a map from addresses in lower case.
package users

import (
	"encoding/binary"
	"strconv"

	"github.com/aead/siphash"
)

// Problem is one error of a user.
type Problem struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Register remembers which addresses are taken, and by which record.
type Register struct {
	taken map[string]uint64
	lower []byte
}

// New returns an empty register.
func New() *Register {
	return &Register{taken: make(map[string]uint64)}
}

// Take returns the id of a user, or the record that already has the address.
func (r *Register) Take(record uint64, email string) (id string, problem *Problem) {
	r.lower = r.lower[:0]
	for i := range len(email) {
		c := email[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		r.lower = append(r.lower, c)
	}
	if first, found := r.taken[string(r.lower)]; found {
		return "", &Problem{"email", "Duplicate email, first seen in record " + strconv.FormatUint(first, 10)}
	}
	r.taken[string(r.lower)] = record
	return newID(r.lower), nil
}

const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

var key = [siphash.KeySize]byte([]byte("my:pipeline/user"))

// newID is `usr_` and the 128-bit SipHash-2-4 of the address in lower case, in lower-case Crockford base32.
func newID(lower []byte) string {
	sum := siphash.Sum128(lower, &key)
	high, low := binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:])
	id := [30]byte{'u', 's', 'r', '_'}
	for i := len(id) - 1; i >= 4; i-- {
		id[i] = crockford[low&31]
		low = low>>5 | high<<59
		high >>= 5
	}
	return string(id[:])
}
