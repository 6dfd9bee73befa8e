package columns

import "unsafe"

// word returns the eight bytes of b from i on as a little-endian number. It compiles to one load.
//
//go:nobounds
func word(b []byte, i int) uint64 {
	return uint64(b[i]) | uint64(b[i+1])<<8 | uint64(b[i+2])<<16 | uint64(b[i+3])<<24 |
		uint64(b[i+4])<<32 | uint64(b[i+5])<<40 | uint64(b[i+6])<<48 | uint64(b[i+7])<<56
}

// putWord is the reverse, on a little-endian machine. It compiles to one store; byte by byte it would be eight.
//
//go:nobounds
func putWord(b []byte, i int, word uint64) {
	unsafe.Slice((*uint64)(unsafe.Pointer(&b[i : i+8][0])), 1)[0] = word
}

// equal compares slices of the same length. TinyGo copies both slices when they are compared as strings, as bytes.Equal
// does.
//
//go:nobounds
func equal(a, b []byte) bool {
	n := len(a)
	if n < 8 {
		for i := 0; i < n; i++ {
			if a[i] != b[i] {
				return false
			}
		}
		return true
	}
	for i := 0; i < n-8; i += 8 {
		if word(a, i) != word(b, i) {
			return false
		}
	}
	return word(a, n-8) == word(b, n-8)
}
