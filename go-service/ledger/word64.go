package ledger

import "unsafe"

// The functions marked go:nobounds are the inner loops. TinyGo leaves out their bounds checks; Go doesn't know the mark,
// so the native tests run with all of them. What is indexed there is checked before.
//
// They allocate nothing and can't panic, either: in a function that might, TinyGo writes each pointer to memory as it
// comes by, for its collector. So they take no pointers that need a check, and leave what needs memory to their callers.

// word returns the eight bytes of b from i on, little-endian. It compiles to one load.
//
//go:nobounds
func word(b []byte, i int) uint64 {
	return uint64(b[i]) | uint64(b[i+1])<<8 | uint64(b[i+2])<<16 | uint64(b[i+3])<<24 |
		uint64(b[i+4])<<32 | uint64(b[i+5])<<40 | uint64(b[i+6])<<48 | uint64(b[i+7])<<56
}

// putWord is the reverse, on a little-endian machine. It is one store, which it wouldn't be byte by byte.
//
//go:nobounds
func putWord(b []byte, i int, word uint64) {
	unsafe.Slice((*uint64)(unsafe.Pointer(&b[i : i+8][0])), 1)[0] = word
}

// copyWords copies all of from to to, which is as long. The built-in copy is a call out of the component.
//
//go:nobounds
func copyWords(to, from []byte) {
	n := len(from)
	if n < 8 {
		for i := 0; i < n; i++ {
			to[i] = from[i]
		}
		return
	}
	for i := 0; i < n-8; i += 8 {
		putWord(to, i, word(from, i))
	}
	putWord(to, n-8, word(from, n-8)) // the last word overlaps the one before
}

// equal compares slices of one length. TinyGo would copy both to compare them as strings, in bytes.Equal too.
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
