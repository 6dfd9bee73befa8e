package columns

// The alphabet is Crockford's in lower case. It omits i, l, o and u.
const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// pairs holds the two digits of each 10-bit number.
var pairs = func() (pairs [1 << 10][2]byte) {
	for i := range pairs {
		pairs[i] = [2]byte{crockford[i>>5], crockford[i&31]}
	}
	return pairs
}()

// Base32Digits is the number of digits of a 128-bit number. They have room for 130 bits, so the first digit has 3.
const Base32Digits = 26

// AppendBase32 appends, for the hashes at some positions, a prefix of four bytes and the digits of the hash. dst must have
// room for them.
//
//go:noinline
//go:nobounds
func AppendBase32(dst []byte, prefix string, hashes []Hash, positions []uint32) []byte {
	at := len(dst)
	dst = dst[:at+len(positions)*(4+Base32Digits)]
	for _, position := range positions {
		dst[at], dst[at+1], dst[at+2], dst[at+3] = prefix[0], prefix[1], prefix[2], prefix[3]
		putBase32(dst, at+4, hashes[position])
		at += 4 + Base32Digits
	}
	return dst
}

// putBase32 writes a hash as a number, whose upper half comes first: 2 digits from its upper end, 12 from the middle and 12
// from the lower end.
//
//go:inline
//go:nobounds
func putBase32(dst []byte, at int, hash Hash) {
	lower, middle, upper := hash.Last, hash.First<<4|hash.Last>>60, hash.First>>56
	for i := 0; i < 12; i += 2 {
		putPair(dst, at+24-i, lower)
		putPair(dst, at+12-i, middle)
		lower >>= 10
		middle >>= 10
	}
	putPair(dst, at, upper)
}

//go:inline
//go:nobounds
func putPair(dst []byte, at int, number uint64) {
	pair := &pairs[number&(1<<10-1)]
	dst[at], dst[at+1] = pair[0], pair[1]
}
