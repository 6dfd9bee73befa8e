package columns

import "github.com/aead/siphash"

// HashKey is a key of Hash.
type HashKey = [siphash.KeySize]byte

// Hash is the 128-bit SipHash-2-4 of a text: its first and its last eight bytes, little-endian.
type Hash struct{ First, Last uint64 }

// AppendHashes appends the hashes of a buffer's values. The slice must have room.
//
//go:noinline
//go:nobounds
func AppendHashes(hashes []Hash, values *Buffer, key *HashKey) []Hash {
	first := len(hashes)
	hashes = hashes[:first+len(values.Ends)]
	for i := 0; i < len(values.Ends); i++ {
		hashes[first+i] = HashOf(values.At(i), key)
	}
	return hashes
}

// HashOf returns the hash of a text.
//
//go:inline
//go:nobounds
func HashOf(text []byte, key *HashKey) Hash {
	sum := siphash.Sum128(text, key)
	return Hash{word(sum[:], 0), word(sum[:], 8)}
}
