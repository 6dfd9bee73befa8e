// Package users assigns ids and finds duplicates: a table of addresses in lower case.
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
	taken table
	lower []byte
	// touched keeps the compiler from leaving out loads whose results are not used.
	touched uint64
}

// New returns an empty register.
func New() *Register {
	return &Register{taken: newTable()}
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
	h := hashOf(r.lower)
	if first, found := r.taken.getOrInsert(h.low, r.lower, record); found {
		return "", &Problem{"email", "Duplicate email, first seen in record " + strconv.FormatUint(first, 10)}
	}
	var written [IDLength]byte
	writeID(&written, h)
	return string(written[:]), nil
}

// ahead is how many addresses are hashed at a time. The table is larger than the caches: loads that are independent of each
// other take a fraction of the time.
const ahead = 64

// TakeAll is Take for the rows of a batch, whose addresses are in lower case; address i ends at ends[i]. A row whose record
// is 0 isn't asked for. It writes the first record with each address to firsts, and the ids of the rows that are the first to
// ids. It returns the number of ids.
func (r *Register) TakeAll(emails []byte, ends []uint32, records, firsts []uint64, ids []byte) int {
	var hashes [ahead]hash
	start, accepted := uint32(0), 0
	for first := 0; first < len(ends); first += ahead {
		some := ends[first:min(first+ahead, len(ends))]
		from := start
		for i, end := range some {
			hashes[i] = hashOf(emails[from:end])
			from = end
			r.touched ^= r.taken.touch(hashes[i].low)
		}
		for i, end := range some {
			email, row := emails[start:end], first+i
			start = end
			if records[row] == 0 {
				continue
			}
			number, found := r.taken.getOrInsert(hashes[i].low, email, records[row])
			firsts[row] = number
			if !found {
				writeID((*[IDLength]byte)(ids[accepted*IDLength:]), hashes[i])
				accepted++
			}
		}
	}
	return accepted
}

// IDLength is the length of an id in bytes.
const IDLength = 30

const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

var key = [siphash.KeySize]byte([]byte("my:pipeline/user"))

// hash is the 128-bit SipHash-2-4 of an address in lower case: its first eight bytes and its last eight.
type hash struct{ high, low uint64 }

func hashOf(lower []byte) hash {
	sum := siphash.Sum128(lower, &key)
	return hash{binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:])}
}

// writeID writes an id: `usr_` and the hash in lower-case Crockford base32.
func writeID(id *[IDLength]byte, h hash) {
	copy(id[:], "usr_")
	for i := len(id) - 1; i >= 4; i-- {
		id[i] = crockford[h.low&31]
		h.low = h.low>>5 | h.high<<59
		h.high >>= 5
	}
}
