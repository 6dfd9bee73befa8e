package ledger

import "math/bits"

// SipHash-2-4-128, by the paper of its authors. It is written out here so that its state stays in variables; the tests
// compare it with a package that keeps it in memory.

// The key is fixed, since ids outlive a run: another one would change every id ever given.
const (
	keyLow  = 0x6c657069703a796d // `my:pipel`, little-endian
	keyHigh = 0x726573752f656e69 // `ine/user`
)

// hash128 is a hash: its first eight bytes and its last eight, little-endian, as its authors write it.
type hash128 struct{ high, low uint64 }

// sip is the state between words.
type sip struct{ v0, v1, v2, v3 uint64 }

func hash(text []byte) hash128 {
	return absorbed(text).finish()
}

// absorbed returns the state after a text.
//
//go:inline
//go:nobounds
func absorbed(text []byte) sip {
	s := sip{
		keyLow ^ 0x736f6d6570736575,
		keyHigh ^ 0x646f72616e646f6d ^ 0xee, // 0xee: of 128 bits
		keyLow ^ 0x6c7967656e657261,
		keyHigh ^ 0x7465646279746573,
	}
	n := len(text)
	for i := 0; i <= n-8; i += 8 {
		s = s.absorb(word(text, i))
	}
	// The last word: what is left over, and the length.
	last := uint64(n) << 56
	if n >= 8 {
		last |= word(text, n-8) >> (8 * uint(7-n%8)) >> 8
	} else {
		for i := 0; i < n; i++ {
			last |= uint64(text[i]) << (8 * uint(i))
		}
	}
	return s.absorb(last)
}

//go:inline
func (s sip) absorb(word uint64) sip {
	s.v3 ^= word
	s = s.round().round()
	s.v0 ^= word
	return s
}

//go:inline
func (s sip) finish() hash128 {
	s.v2 ^= 0xee
	s = s.round().round().round().round()
	high := s.v0 ^ s.v1 ^ s.v2 ^ s.v3
	s.v1 ^= 0xdd
	s = s.round().round().round().round()
	return hash128{high, s.v0 ^ s.v1 ^ s.v2 ^ s.v3}
}

//go:inline
func (s sip) round() sip {
	s.v0 += s.v1
	s.v1 = bits.RotateLeft64(s.v1, 13) ^ s.v0
	s.v0 = bits.RotateLeft64(s.v0, 32)
	s.v2 += s.v3
	s.v3 = bits.RotateLeft64(s.v3, 16) ^ s.v2
	s.v0 += s.v3
	s.v3 = bits.RotateLeft64(s.v3, 21) ^ s.v0
	s.v2 += s.v1
	s.v1 = bits.RotateLeft64(s.v1, 17) ^ s.v2
	s.v2 = bits.RotateLeft64(s.v2, 32)
	return s
}
